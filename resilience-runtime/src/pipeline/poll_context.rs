//! One poll of a call: its waker, its time and the time that it waits for.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::{BoxedTimer, Timer};
use crate::support::clock::{self, Time};

/// One poll of a call. It reads the clock at most once, and keeps the earliest time that a layer waits for.
#[derive(Debug)]
pub struct PollContext<'a, 'b> {
    cx: &'a mut Context<'b>,
    now: Option<Time>,
    until: Option<Time>,
}

impl<'a, 'b> PollContext<'a, 'b> {
    #[inline]
    pub(crate) fn new(cx: &'a mut Context<'b>) -> Self {
        Self {
            cx,
            now: None,
            until: None,
        }
    }

    pub(crate) fn waker(&self) -> &Waker {
        self.cx.waker()
    }

    /// The time of this poll.
    #[inline]
    pub(crate) fn now(&mut self) -> Time {
        *self.now.get_or_insert_with(clock::now)
    }

    /// Whether `time` has come. If not, the call is polled again when it has.
    pub(crate) fn poll_time(&mut self, time: Time) -> Poll<()> {
        if self.now() >= time {
            return Poll::Ready(());
        }
        self.until = Some(self.until.map_or(time, |until| until.min(time)));
        Poll::Pending
    }

    /// Sets the timer, if a layer waits for a time. `Ready` says that the time has come.
    pub(crate) fn poll_timer<T: Timer>(
        &mut self,
        timer: Pin<&mut T>,
        boxed: &mut BoxedTimer,
    ) -> Poll<()> {
        let Some(until) = self.until.take() else {
            return Poll::Pending;
        };
        let fired = timer.poll_until(boxed, until, self.cx);
        if fired.is_ready() {
            // The clock may be behind the timer; layers that trust the timer read it once.
            self.now = Some(clock::now().max(until));
        }
        fired
    }
}

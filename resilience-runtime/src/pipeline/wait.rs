//! The time as one poll sees it.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::Timer;
use crate::support::clock::{self, Time};

/// One poll of a call: it reads the clock at most once, and gathers what the call waits for.
#[derive(Debug)]
pub struct Wait<'a, 'b> {
    cx: &'a mut Context<'b>,
    now: Option<Time>,
    until: Option<Time>,
}

impl<'a, 'b> Wait<'a, 'b> {
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

    /// The present.
    #[inline]
    pub(crate) fn now(&mut self) -> Time {
        *self.now.get_or_insert_with(clock::now)
    }

    /// Whether that time has come; if not, the call is polled again when it has.
    pub(crate) fn is_over(&mut self, time: Time) -> bool {
        let over = self.now() >= time;
        if !over {
            self.until = Some(self.until.map_or(time, |until| until.min(time)));
        }
        over
    }

    /// Sets `timer`, or the one `elsewhere`, if the call waits for a time. `Ready` says that the time has
    /// come.
    pub(crate) fn sleep<T: Timer>(
        &mut self,
        timer: Pin<&mut T>,
        elsewhere: &mut T::Elsewhere,
    ) -> Poll<()> {
        let Some(until) = self.until.take() else {
            return Poll::Pending;
        };
        let rings = timer.poll_until(elsewhere, until, self.cx);
        if rings.is_ready() {
            // Whatever the clock says: who trusts the timer does not ask it twice.
            self.now = Some(clock::now().max(until));
        }
        rings
    }
}

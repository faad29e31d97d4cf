//! One call and its attempts, on the slow path of a pipeline.

use std::task::Poll;
use std::time::Duration;

use super::config::Settings;
use super::run::{Run, UNTIMED};
use crate::RetryBudget;
use crate::pipeline::PollContext;
use crate::support::clock::Time;

/// The start of a call that has not reached the retry.
const OUTSIDE: Time = Time::LAST;

/// One call and its attempts.
#[derive(Debug)]
pub struct Attempts<'a> {
    /// When the call started; [`OUTSIDE`] before that.
    started: Time,
    /// The state of later attempts: there once the first attempt was judged and was no plain success.
    later: Option<Box<Later<'a>>>,
}

#[derive(Debug)]
struct Later<'a> {
    run: Run<'a>,
    pause: Pause,
}

/// The pause before the next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pause {
    None,
    /// The next attempt is granted, after that delay.
    Granted(Duration),
    Until(Time),
    /// Without a delay: other tasks have had their turn.
    Yielded,
}

impl Default for Attempts<'_> {
    #[inline]
    fn default() -> Self {
        Self {
            started: OUTSIDE,
            later: None,
        }
    }
}

impl<'a> Attempts<'a> {
    /// A call in its first attempt, that is not timed.
    #[inline]
    pub(super) fn untimed() -> Self {
        Self {
            started: UNTIMED,
            later: None,
        }
    }

    /// Starts the call, or waits out the pause before its next attempt.
    pub(super) fn poll_start(
        &mut self,
        settings: &Settings,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<()> {
        if self.started == OUTSIDE {
            self.started = settings.start();
        }
        self.later
            .as_mut()
            .map_or(Poll::Ready(()), |later| later.poll_pause(cx))
    }

    /// Notes that the attempt is sent.
    #[inline]
    pub(super) fn sent(&mut self) {
        if let Some(later) = &mut self.later {
            later.run.sent();
        }
    }

    /// Whether the call is in its first attempt.
    #[inline]
    pub(super) fn is_first(&self) -> bool {
        self.started != OUTSIDE && self.later.is_none()
    }

    /// The attempts so far; `None` for a call that has not reached the retry.
    #[cold]
    pub(super) fn run(
        &mut self,
        settings: &'a Settings,
        budget: Option<&'a RetryBudget>,
    ) -> Option<&mut Run<'a>> {
        if self.started == OUTSIDE {
            return None;
        }
        let later = self.later.get_or_insert_with(|| {
            Box::new(Later {
                run: Run::new(settings, budget, self.started),
                pause: Pause::None,
            })
        });
        Some(&mut later.run)
    }

    /// Puts the next attempt off.
    pub(super) fn pause(&mut self, delay: Duration) {
        if let Some(later) = &mut self.later {
            later.pause = Pause::Granted(delay);
        }
    }
}

impl Later<'_> {
    fn poll_pause(&mut self, cx: &mut PollContext<'_, '_>) -> Poll<()> {
        if let Pause::Granted(delay) = self.pause {
            let delay = self.run.pause(delay);
            if delay.is_zero() {
                self.pause = Pause::Yielded;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            self.pause = Pause::Until(cx.now().after(delay));
        }
        if let Pause::Until(time) = self.pause {
            if cx.poll_time(time).is_pending() {
                return Poll::Pending;
            }
        }
        self.pause = Pause::None;
        Poll::Ready(())
    }
}

//! One call and its attempts.

use std::time::Duration;

use super::backoff::Attempt;
use super::cause::Cause;
use super::config::Settings;
use super::giveup::{GiveUp, OnGiveUp, Stop};
use super::turn::Turn;
use crate::clock::{self, Time};
use crate::events::{self, Event};
use crate::rejected::Rejection;
use crate::verdict::Outcome;
use crate::{Name, RetryBudget, Verdict};

/// One call and its attempts: tell it how each came out, and it says whether there is a next.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Retry, Stop, Turn, Verdict};
/// # use std::time::Duration;
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let retry = Retry::builder().max(2).base_delay(Duration::from_millis(1)).build();
/// let mut run = retry.begin();
/// let mut calls = 0;
/// loop {
///     calls += 1;
///     match run.after(Verdict::Failure).and_then(Turn::grant) {
///         Some(granted) => granted.pause().await,
///         None => break,
///     }
/// }
/// assert_eq!((calls, run.stop()), (3, Stop::RetriesSpent));
/// # }
/// ```
#[derive(Debug)]
pub struct Run<'a> {
    pub(super) settings: &'a Settings,
    pub(super) budget: Option<&'a RetryBudget>,
    /// In nanoseconds, to take little room: a delay is 584 years at most. Zero before the first.
    pub(super) previous_delay: u64,
    /// Taken only where somebody will look at the time.
    started: Time,
    /// Where the budget has written the retry that was granted last.
    pub(super) slot: i64,
    pub(super) number: u32,
    pub(super) stop: Stop,
    /// Whether that retry has still to be sent.
    pub(super) unsent: bool,
}

/// Stands for a start that was not taken.
const UNTIMED: Time = Time::FIRST;

impl Settings {
    /// Begins a call.
    #[inline]
    pub fn begin<'a>(&'a self, budget: Option<&'a RetryBudget>) -> Run<'a> {
        let timed = self.timed || events::is_heard();
        Run {
            settings: self,
            budget,
            previous_delay: 0,
            started: if timed { clock::now() } else { UNTIMED },
            slot: 0,
            number: 0,
            stop: Stop::Success,
            unsent: false,
        }
    }
}

impl<'a> Run<'a> {
    /// Takes the verdict on an attempt. `Some` is a retry that may be made, and that has still to be
    /// [granted](Turn::grant); `None` says that the outcome is final.
    #[inline]
    pub fn after(&mut self, verdict: Verdict) -> Option<Turn<'_, 'a>> {
        match verdict {
            Verdict::Success => {
                if let Some(budget) = self.budget {
                    budget.deposit();
                }
                self.stop = Stop::Success;
                None
            }
            Verdict::Ignore => {
                self.stop = Stop::NotRetryable;
                None
            }
            Verdict::Failure => self.next(),
        }
    }

    /// Why there was no further attempt, once there is none.
    pub fn stop(&self) -> Stop {
        self.stop
    }

    /// The attempt is sent: what was below the retry has let it through. Until then a retry that
    /// ends is paid back.
    #[doc(hidden)]
    #[inline]
    pub fn send(&mut self) {
        self.unsent = false;
    }

    #[cold]
    fn pay_back(&mut self) {
        self.unsent = false;
        if let Some(budget) = self.budget {
            budget.refund(self.slot);
        }
    }

    #[cold]
    fn next(&mut self) -> Option<Turn<'_, 'a>> {
        if self.unsent {
            self.pay_back();
        }
        if self.number >= self.settings.max {
            self.stop = Stop::RetriesSpent;
            return None;
        }
        if self.settings.stands_down() {
            self.stop = Stop::Nested;
            return None;
        }
        Some(Turn::new(self))
    }

    /// Tells of the end of a call that was not the plain success of its first attempt.
    #[doc(hidden)]
    #[inline]
    pub fn end<T, E, R: Rejection>(&self, outcome: &Outcome<T, E, R>) {
        let reason = self.reason(outcome);
        if self.number > 0 || reason != Stop::Success {
            self.ended(reason);
        }
    }

    /// Tells `listener` of a call that did not succeed.
    #[doc(hidden)]
    pub fn give_up<T, E, R: Rejection, K>(
        &self,
        outcome: &Outcome<T, E, R>,
        listener: impl OnGiveUp<E, K>,
    ) {
        let reason = self.reason(outcome);
        if reason != Stop::Success {
            listener.tell(self.given_up(reason), Cause::of(outcome));
        }
    }

    /// An error that the predicate calls no failure is an answer of the service, and no success.
    fn reason<T, E, R>(&self, outcome: &Outcome<T, E, R>) -> Stop {
        match (self.stop, outcome) {
            (Stop::Success, Ok(Err(_)) | Err(_)) => Stop::NotRetryable,
            (stop, _) => stop,
        }
    }

    fn given_up(&self, reason: Stop) -> GiveUp {
        GiveUp {
            attempts: self.number.saturating_add(1),
            elapsed: self.elapsed(),
            reason,
        }
    }

    #[cold]
    fn ended(&self, stop: Stop) {
        events::emit(|| {
            let GiveUp {
                attempts, elapsed, ..
            } = self.given_up(stop);
            Event::RetryEnd {
                retry: Name::from_static(self.settings.name),
                attempts,
                elapsed,
                stop,
            }
        });
    }

    pub(super) fn elapsed(&self) -> Duration {
        if self.started == UNTIMED {
            return Duration::ZERO;
        }
        clock::now().since(self.started)
    }

    pub(super) fn attempt(&self) -> Attempt {
        Attempt {
            number: self.number,
            elapsed: self.elapsed(),
            previous_delay: Duration::from_nanos(self.previous_delay),
        }
    }
}

impl Drop for Run<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.unsent {
            self.pay_back();
        }
    }
}

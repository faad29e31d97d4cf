//! One call and its attempts.

use std::time::Duration;

use super::backoff::Attempt;
use super::cause::Cause;
use super::config::Settings;
use super::giveup::{GiveUp, OnGiveUp, Stop};
use super::turn::Turn;
use crate::observe::events::{self, Event};
use crate::outcome::verdict::Answer;
use crate::policies::retry::budget::Withdrawal;
use crate::support::clock::{self, Time};
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
    /// What events say of the failure, where somebody listened.
    error: Option<String>,
    /// Whether that retry has still to be sent.
    pub(super) unsent: bool,
}

/// Stands for a start that was not taken.
pub(super) const UNTIMED: Time = Time::FIRST;

impl Settings {
    /// When a call begins, where somebody will look at that.
    #[inline]
    pub(super) fn start(&self) -> Time {
        if self.timed || events::has_listener() {
            clock::now()
        } else {
            UNTIMED
        }
    }
}

impl<'a> Run<'a> {
    /// A call that began then.
    pub(super) fn new(
        settings: &'a Settings,
        budget: Option<&'a RetryBudget>,
        started: Time,
    ) -> Self {
        Self {
            settings,
            budget,
            previous_delay: 0,
            started,
            slot: 0,
            number: 0,
            stop: Stop::Success,
            error: None,
            unsent: false,
        }
    }

    /// Takes the verdict on an attempt. `Some` is a retry that may be made, and that has still to be
    /// [granted](Turn::grant); `None` says that the outcome is final.
    #[inline]
    pub fn after(&mut self, verdict: Verdict) -> Option<Turn<'_, 'a>> {
        self.may_go_on(verdict).then(|| Turn::new(self))
    }

    #[inline]
    pub(crate) fn may_go_on(&mut self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Success => {
                if let Some(budget) = self.budget {
                    budget.deposit();
                }
                self.stop = Stop::Success;
                false
            }
            Verdict::Ignore => {
                self.stop = Stop::NotRetryable;
                false
            }
            Verdict::Failure => self.may_fail(),
        }
    }

    /// Why there was no further attempt, once there is none.
    pub fn stop(&self) -> Stop {
        self.stop
    }

    /// The attempt is sent: what was below the retry has let it through. Until then a retry that
    /// ends is paid back.
    #[inline]
    pub(crate) fn send(&mut self) {
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
    fn may_fail(&mut self) -> bool {
        if self.unsent {
            self.pay_back();
        }
        if self.number >= self.settings.max {
            self.stop = Stop::RetriesSpent;
            return false;
        }
        if self.settings.stands_down() {
            self.stop = Stop::Nested;
            return false;
        }
        true
    }

    /// Notes what events are to say of the failure.
    pub(crate) fn tells(&mut self, error: Option<String>) {
        self.error = error;
    }

    /// Grants the next attempt: the delay before it, and what it takes from the budget. `given` is
    /// the delay before jitter, `hinted` the one that the error carries.
    pub(crate) fn grant(
        &mut self,
        given: Option<Duration>,
        hinted: Option<Duration>,
    ) -> Option<(Duration, Option<Withdrawal<'a>>)> {
        let settings = self.settings;
        let previous = (self.number > 0).then(|| Duration::from_nanos(self.previous_delay));
        let delay = hinted.unwrap_or_else(|| settings.backoff(self.number, previous, given));
        let ends_late = |limit| self.elapsed().saturating_add(delay) > limit;
        if settings.max_elapsed.is_some_and(ends_late) {
            self.stop = Stop::TimeSpent;
            return None;
        }
        match self.budget.map(RetryBudget::withdraw) {
            Some(None) => {
                self.stop = Stop::BudgetRefused;
                None
            }
            Some(granted) => Some((delay, granted)),
            None => Some((delay, None)),
        }
    }

    /// Begins the pause before the attempt that is granted: the delay that it has.
    pub(super) fn pause(&mut self, delay: Duration) -> Duration {
        // What listeners took does not come on top of the time that the retry has.
        let left = self
            .settings
            .max_elapsed
            .map(|limit| limit.saturating_sub(self.elapsed()));
        let delay = left.map_or(delay, |left| delay.min(left));
        events::emit(|| Event::Retry {
            retry: Name::from_static(self.settings.name),
            number: self.number,
            delay,
            error: self.error.take(),
        });
        self.number += 1;
        self.previous_delay = u64::try_from(delay.as_nanos()).unwrap_or(u64::MAX);
        delay
    }

    /// Holds the retry that the budget has granted until it is [sent](Self::send).
    pub(crate) fn hold(&mut self, withdrawal: Option<Withdrawal<'a>>) {
        if let Some(withdrawal) = withdrawal {
            (self.slot, self.unsent) = (withdrawal.into_slot(), true);
        }
    }

    /// Tells of the end of a call that was not the plain success of its first attempt. `is_ok` says
    /// whether its answer is an `Ok`.
    #[inline]
    pub(crate) fn end(&self, is_ok: bool) {
        let reason = self.reason(is_ok);
        if self.number > 0 || reason != Stop::Success {
            self.ended(reason);
        }
    }

    /// Tells `listener` of a call that did not succeed.
    pub(crate) fn give_up<T, E, K>(&self, answer: &Answer<T, E>, listener: impl OnGiveUp<E, K>) {
        let reason = self.reason(matches!(answer, Ok(Ok(_))));
        if reason != Stop::Success {
            listener.tell(self.given_up(reason), Cause::of(answer));
        }
    }

    /// An error that the predicate calls no failure is an answer of the service, and no success.
    #[inline]
    fn reason(&self, is_ok: bool) -> Stop {
        match self.stop {
            Stop::Success if !is_ok => Stop::NotRetryable,
            stop => stop,
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

    pub(crate) fn attempt(&self) -> Attempt {
        Attempt {
            number: self.number,
            elapsed: self.elapsed(),
            previous_delay: Duration::from_nanos(self.previous_delay),
        }
    }
}

impl Drop for Run<'_> {
    #[inline(never)]
    fn drop(&mut self) {
        if self.unsent {
            self.pay_back();
        }
    }
}

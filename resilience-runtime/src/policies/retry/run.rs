//! One call and its attempts.

use std::time::Duration;

use super::backoff::Attempt;
use super::cause::Cause;
use super::config::Settings;
use super::giveup::{GiveUp, OnGiveUp};
use crate::observe::events::{self, Event};
use crate::outcome::answer::Answer;
use crate::policies::retry::budget::Withdrawal;
use crate::support::clock::{self, Time};
use crate::{Name, RetryBudget, Stop, Verdict};

/// One call whose attempts you make yourself: it decides after each whether there is a next one.
///
/// Made by [`Retry::begin`](crate::Retry::begin). Pass the verdict on each attempt to [`after`](Self::after).
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
    /// In nanoseconds, which take half the room of a `Duration` and reach 584 years. Zero before the first retry.
    pub(super) previous_delay: u64,
    /// [`UNTIMED`] unless a setting or a listener asks for the time.
    started: Time,
    /// The slot of the budget that the last retry was taken from.
    pub(super) slot: i64,
    pub(super) number: u32,
    pub(super) stop: Stop,
    /// The text of the last failure for events, if there was a listener.
    error: Option<String>,
    /// Whether the last retry was granted and not sent yet.
    pub(super) unsent: bool,
}

/// The start of a call that is not timed.
pub(super) const UNTIMED: Time = Time::FIRST;

impl Settings {
    /// The start of a call, if a setting or a listener asks for the time.
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
    /// A call in its first attempt.
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

    #[inline]
    pub(super) fn may_retry(&mut self, verdict: Verdict) -> bool {
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
            Verdict::Failure => self.may_retry_failure(),
        }
    }

    /// The reason why there is no further attempt, once there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Retry, Stop, Verdict};
    /// let retry = Retry::builder().build();
    /// let mut run = retry.begin();
    /// assert!(run.after(Verdict::Success).is_none());
    /// assert_eq!(run.stop(), Stop::Success);
    /// ```
    pub fn stop(&self) -> Stop {
        self.stop
    }

    /// Notes that the attempt is sent: all layers below the retry have admitted it. A retry that ends before that
    /// is refunded to the budget.
    #[inline]
    pub(super) fn sent(&mut self) {
        self.unsent = false;
    }

    #[cold]
    fn refund(&mut self) {
        self.unsent = false;
        if let Some(budget) = self.budget {
            budget.refund(self.slot);
        }
    }

    #[cold]
    fn may_retry_failure(&mut self) -> bool {
        if self.unsent {
            self.refund();
        }
        if self.number >= self.settings.max {
            self.stop = Stop::RetriesSpent;
            return false;
        }
        if self.settings.inside.stands_down() {
            self.stop = Stop::Nested;
            return false;
        }
        true
    }

    /// Keeps the text of the failure for events.
    pub(super) fn set_error_text(&mut self, error: Option<String>) {
        self.error = error;
    }

    /// Grants the next attempt: the delay before it, and its withdrawal from the budget. `given` is the delay before
    /// jitter, `hinted` the wait that the error carries.
    pub(super) fn grant(
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

    /// Starts the pause before the granted attempt: the rest of its delay.
    pub(super) fn pause(&mut self, delay: Duration) -> Duration {
        // The time that listeners took counts against `max_elapsed`.
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

    /// Keeps the withdrawal of the granted retry until it is [sent](Self::sent).
    pub(super) fn keep_withdrawal(&mut self, withdrawal: Option<Withdrawal<'a>>) {
        if let Some(withdrawal) = withdrawal {
            (self.slot, self.unsent) = (withdrawal.into_slot(), true);
        }
    }

    /// Emits the end of a call that was not a plain success of its first attempt. `is_ok` says whether its answer is
    /// an `Ok`.
    #[inline]
    pub(super) fn emit_end(&self, is_ok: bool) {
        let reason = self.reason(is_ok);
        if self.number > 0 || reason != Stop::Success {
            self.emit_end_event(reason);
        }
    }

    /// Notifies `listener` of a call that did not succeed.
    pub(super) fn give_up<T, E, K>(&self, answer: &Answer<T, E>, listener: impl OnGiveUp<E, K>) {
        let reason = self.reason(matches!(answer, Ok(Ok(_))));
        if reason != Stop::Success {
            listener.tell(self.given_up(reason), Cause::of(answer));
        }
    }

    /// The reason of the end: an error that the predicate calls a success is not retryable.
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
    fn emit_end_event(&self, stop: Stop) {
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
    #[inline(never)]
    fn drop(&mut self) {
        if self.unsent {
            self.refund();
        }
    }
}

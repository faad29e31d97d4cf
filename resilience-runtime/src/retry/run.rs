//! One call and its attempts.

use std::time::Duration;

use super::backoff::{Attempt, DelaySource};
use super::cause::{Cause, OnRetry};
use super::config::Settings;
use super::giveup::{GiveUp, OnGiveUp, Stop};
use crate::budget::Withdrawal;
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
    settings: &'a Settings,
    budget: Option<&'a RetryBudget>,
    /// In nanoseconds, to take little room: a delay is 584 years at most. Zero before the first.
    previous_delay: u64,
    /// Taken only where somebody will look at the time.
    started: Time,
    /// Where the budget has written the retry that is about to be sent.
    slot: i64,
    number: u32,
    stop: Stop,
    /// Whether there is one.
    unsent: bool,
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
        Some(Turn {
            run: self,
            given: None,
            hinted: None,
        })
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

    fn elapsed(&self) -> Duration {
        if self.started == UNTIMED {
            return Duration::ZERO;
        }
        clock::now().since(self.started)
    }

    fn attempt(&self) -> Attempt {
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

/// A retry that may be made: `max` allows it. It has no delay yet, and asks neither time nor budget
/// before it is [granted](Self::grant).
#[derive(Debug)]
#[must_use = "a turn that is not granted is a retry that is not made"]
pub struct Turn<'r, 'a> {
    run: &'r mut Run<'a>,
    /// The delay that the `delay` setting gives, before jitter.
    given: Option<Duration>,
    /// The wait that the error carries: it stands as it is.
    hinted: Option<Duration>,
}

impl<'r, 'a> Turn<'r, 'a> {
    /// Takes the delay from `source` in place of the exponential one; the jitter spreads it.
    pub fn delay<K>(&mut self, source: impl DelaySource<K>) {
        self.given = Some(source.delay(self.run.attempt()));
    }

    /// Takes the delay from the error, if it carries one: in place of every other, without jitter.
    pub fn hint(&mut self, retry_after: Option<Duration>) {
        self.hinted = retry_after;
    }

    /// Grants the retry, unless its pause would end after `max_elapsed` or the budget refuses it.
    /// The budget is asked last, and only once.
    pub fn grant(self) -> Option<Granted<'r, 'a>> {
        let Self { run, given, hinted } = self;
        let settings = run.settings;
        let previous = (run.number > 0).then(|| Duration::from_nanos(run.previous_delay));
        let delay = hinted.unwrap_or_else(|| settings.backoff(run.number, previous, given));
        let ends_late = |limit| run.elapsed().saturating_add(delay) > limit;
        if settings.max_elapsed.is_some_and(ends_late) {
            run.stop = Stop::TimeSpent;
            return None;
        }
        let withdrawal = match run.budget.map(RetryBudget::withdraw) {
            Some(None) => {
                run.stop = Stop::BudgetRefused;
                return None;
            }
            Some(granted) => granted,
            None => None,
        };
        Some(Granted {
            run,
            withdrawal,
            delay,
        })
    }
}

/// A retry that is granted, before it is sent. Dropped, it is paid back to the budget.
#[derive(Debug)]
#[must_use = "a granted retry that is dropped is not sent"]
pub struct Granted<'r, 'a> {
    run: &'r mut Run<'a>,
    withdrawal: Option<Withdrawal<'a>>,
    delay: Duration,
}

impl<'r, 'a> Granted<'r, 'a> {
    /// The retry that is about to be made.
    pub fn attempt(&self) -> Attempt {
        self.run.attempt()
    }

    /// How long it is put off.
    pub fn delay(&self) -> Duration {
        self.delay
    }

    /// Tells of the retry and of what made it necessary.
    #[doc(hidden)]
    pub fn tell<T, E, R: Rejection, K>(
        &self,
        outcome: &Outcome<T, E, R>,
        listener: impl OnRetry<E, K>,
    ) {
        listener.tell(self.attempt(), Cause::of(outcome));
    }

    /// Waits out the delay; then the retry is sent.
    ///
    /// # Cancel safety
    ///
    /// Dropped before its end, the retry is not sent and is paid back.
    pub async fn pause(self) {
        self.wait().await.send();
    }

    /// Waits out the delay; the retry is sent later, by [`Run::send`].
    #[doc(hidden)]
    pub async fn wait(self) -> &'r mut Run<'a> {
        let Self {
            run,
            withdrawal,
            delay,
        } = self;
        // What listeners took does not come on top of the time that the retry has.
        let left = run
            .settings
            .max_elapsed
            .map(|limit| limit.saturating_sub(run.elapsed()));
        let delay = left.map_or(delay, |left| delay.min(left));
        events::emit(|| Event::Retry {
            retry: Name::from_static(run.settings.name),
            number: run.number,
            delay,
        });
        run.number += 1;
        run.previous_delay = u64::try_from(delay.as_nanos()).unwrap_or(u64::MAX);
        clock::sleep(delay).await;
        if let Some(withdrawal) = withdrawal {
            (run.slot, run.unsent) = (withdrawal.into_slot(), true);
        }
        run
    }
}

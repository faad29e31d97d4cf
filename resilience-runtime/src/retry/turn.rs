//! A retry on its way: allowed, granted, waited for.

use std::time::Duration;

use super::backoff::{Attempt, DelaySource};
use super::cause::{Cause, OnRetry};
use super::giveup::Stop;
use super::run::Run;
use crate::budget::Withdrawal;
use crate::clock;
use crate::events::{self, Event};
use crate::rejected::Rejection;
use crate::verdict::Outcome;
use crate::{Name, RetryBudget};

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
    pub(super) fn new(run: &'r mut Run<'a>) -> Self {
        Self {
            run,
            given: None,
            hinted: None,
        }
    }

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

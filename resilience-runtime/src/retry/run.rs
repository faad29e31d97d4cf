//! One call and its attempts.

use std::time::Duration;

use super::backoff::{Attempt, DelaySource};
use super::cause::{Cause, OnRetry};
use super::config::Settings;
use crate::budget::Withdrawal;
use crate::clock::{self, Time};
use crate::rejected::Rejection;
use crate::verdict::Outcome;
use crate::{RetryBudget, Verdict};

/// One call and its attempts: tell it how each came out, and it says whether there is a next.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Retry, Verdict};
/// # use std::time::Duration;
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let retry = Retry::builder().max(2).base_delay(Duration::from_millis(1)).build();
/// let mut run = retry.begin();
/// let mut calls = 0;
/// loop {
///     calls += 1;
///     match run.after(Verdict::Failure) {
///         Some(turn) => turn.pause().await,
///         None => break,
///     }
/// }
/// assert_eq!(calls, 3);
/// # }
/// ```
#[derive(Debug)]
pub struct Run<'a> {
    settings: &'a Settings,
    budget: Option<&'a RetryBudget>,
    number: u32,
    previous_delay: Option<Duration>,
    /// Taken only where an [`Attempt`] will be looked at.
    started: Option<Time>,
}

impl Settings {
    /// Begins a call.
    #[inline]
    pub fn begin<'a>(&'a self, budget: Option<&'a RetryBudget>) -> Run<'a> {
        let started = if self.timed { Some(clock::now()) } else { None };
        Run {
            settings: self,
            budget,
            number: 0,
            previous_delay: None,
            started,
        }
    }
}

impl<'a> Run<'a> {
    /// Takes the verdict on an attempt. `Some` is a retry that is granted; `None` says that the
    /// outcome is final: it succeeded, or is not to be retried, or retries or budget are spent.
    #[inline]
    pub fn after(&mut self, verdict: Verdict) -> Option<Turn<'_, 'a>> {
        match verdict {
            Verdict::Success => {
                if let Some(budget) = self.budget {
                    budget.deposit();
                }
                None
            }
            Verdict::Ignore => None,
            Verdict::Failure => self.next(),
        }
    }

    #[cold]
    fn next(&mut self) -> Option<Turn<'_, 'a>> {
        if self.number >= self.settings.max {
            return None;
        }
        let withdrawal = match self.budget {
            Some(budget) => Some(budget.withdraw()?),
            None => None,
        };
        Some(Turn {
            run: self,
            withdrawal,
            given: None,
            hinted: None,
        })
    }
}

/// A retry that is granted, before it is sent. Dropped, it is paid back to the budget.
#[derive(Debug)]
#[must_use = "a turn that is dropped is a retry that is not sent"]
pub struct Turn<'r, 'a> {
    run: &'r mut Run<'a>,
    withdrawal: Option<Withdrawal<'a>>,
    /// The delay that the `delay` setting gives, before jitter.
    given: Option<Duration>,
    /// The wait that the error carries: it stands as it is.
    hinted: Option<Duration>,
}

impl Turn<'_, '_> {
    /// The retry that is about to be made.
    pub fn attempt(&self) -> Attempt {
        Attempt {
            number: self.run.number,
            elapsed: self
                .run
                .started
                .map_or(Duration::ZERO, |start| clock::now().since(start)),
            previous_delay: self.run.previous_delay.unwrap_or_default(),
        }
    }

    /// Takes the delay from `source` in place of the exponential one; the jitter spreads it.
    pub fn delay<K>(&mut self, source: impl DelaySource<K>) {
        self.given = Some(source.delay(self.attempt()));
    }

    /// Takes the delay from the error, if it carries one: in place of every other, without jitter.
    pub fn hint(&mut self, retry_after: Option<Duration>) {
        self.hinted = retry_after;
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
        let Self {
            run,
            withdrawal,
            given,
            hinted,
        } = self;
        let delay =
            hinted.unwrap_or_else(|| run.settings.backoff(run.number, run.previous_delay, given));
        run.number += 1;
        run.previous_delay = Some(delay);
        clock::sleep(delay).await;
        if let Some(withdrawal) = withdrawal {
            withdrawal.spend();
        }
    }
}

//! A retry on its way: allowed, granted, waited for.

use std::time::Duration;

use super::backoff::{Attempt, DelaySource};
use super::run::Run;
use crate::policies::retry::budget::Withdrawal;
use crate::support::clock;

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
        self.given = source.delay(self.run.attempt());
    }

    /// Takes the delay from the error, if it carries one: in place of every other, without jitter.
    pub fn hint(&mut self, retry_after: Option<Duration>) {
        self.hinted = retry_after;
    }

    /// Grants the retry, unless its pause would end after `max_elapsed` or the budget refuses it.
    /// The budget is asked last, and only once.
    pub fn grant(self) -> Option<Granted<'r, 'a>> {
        let Self { run, given, hinted } = self;
        let (delay, withdrawal) = run.grant(given, hinted)?;
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

impl Granted<'_, '_> {
    /// The retry that is about to be made.
    pub fn attempt(&self) -> Attempt {
        self.run.attempt()
    }

    /// How long it is put off.
    pub fn delay(&self) -> Duration {
        self.delay
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
            delay,
        } = self;
        clock::sleep(run.pause(delay)).await;
        if let Some(withdrawal) = withdrawal {
            withdrawal.spend();
        }
    }
}

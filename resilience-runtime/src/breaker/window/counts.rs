//! What is known of a number of calls.

use crate::Percent;

/// One counted call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::breaker) struct Sample {
    pub(in crate::breaker) failed: bool,
    pub(in crate::breaker) slow: bool,
}

/// The calls that a circuit breaker looks back on, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CircuitCounts {
    /// How many calls there are.
    pub calls: u64,
    /// How many of them failed.
    pub failures: u64,
    /// How many of them were slow.
    pub slow: u64,
}

impl CircuitCounts {
    /// The share of the calls that failed, rounded down; zero where there are none.
    pub fn failure_rate(&self) -> Percent {
        Percent::share(self.failures, self.calls)
    }

    /// The share of the calls that were slow, rounded down; zero where there are none.
    pub fn slow_rate(&self) -> Percent {
        Percent::share(self.slow, self.calls)
    }

    pub(super) fn add(&mut self, sample: Sample) {
        self.calls += 1;
        self.failures += u64::from(sample.failed);
        self.slow += u64::from(sample.slow);
    }

    pub(super) fn remove(&mut self, sample: Sample) {
        self.calls -= 1;
        self.failures -= u64::from(sample.failed);
        self.slow -= u64::from(sample.slow);
    }

    pub(super) fn remove_all(&mut self, other: Self) {
        self.calls -= other.calls;
        self.failures -= other.failures;
        self.slow -= other.slow;
    }
}

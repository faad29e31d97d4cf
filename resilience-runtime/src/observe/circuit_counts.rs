//! The counts of the calls that a circuit breaker looks back on.

use crate::Percent;

/// One counted call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    pub(crate) failed: bool,
    pub(crate) slow: bool,
}

impl Sample {
    /// A call that went well.
    pub(crate) const SUCCESS: Self = Self {
        failed: false,
        slow: false,
    };
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

/// The counts with their rates, as fractions of one.
#[cfg(feature = "serde")]
impl serde::Serialize for CircuitCounts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let fraction = |percent: Percent| f64::from(percent.millionths()) / 1e6;
        let mut counts = serializer.serialize_struct("CircuitCounts", 5)?;
        counts.serialize_field("calls", &self.calls)?;
        counts.serialize_field("failures", &self.failures)?;
        counts.serialize_field("slow", &self.slow)?;
        counts.serialize_field("failure_rate", &fraction(self.failure_rate()))?;
        counts.serialize_field("slow_rate", &fraction(self.slow_rate()))?;
        counts.end()
    }
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

    pub(crate) fn add(&mut self, sample: Sample) {
        self.calls += 1;
        self.failures += u64::from(sample.failed);
        self.slow += u64::from(sample.slow);
    }

    /// Whether all of them went well.
    pub(crate) fn all_succeeded(&self) -> bool {
        self.failures == 0 && self.slow == 0
    }

    pub(crate) fn remove(&mut self, sample: Sample) {
        self.calls -= 1;
        self.failures -= u64::from(sample.failed);
        self.slow -= u64::from(sample.slow);
    }

    pub(crate) fn remove_all(&mut self, other: Self) {
        self.calls -= other.calls;
        self.failures -= other.failures;
        self.slow -= other.slow;
    }
}

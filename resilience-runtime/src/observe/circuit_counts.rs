//! The counts of the calls in a breaker's window.

use crate::Percent;

/// One counted call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    pub(crate) failed: bool,
    pub(crate) slow: bool,
}

impl Sample {
    /// A success that was not slow.
    pub(crate) const SUCCESS: Self = Self {
        failed: false,
        slow: false,
    };
}

/// The counts of the calls in a breaker's window.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{CircuitBreaker, Percent, Rejected, Window};
/// # fn main() -> Result<(), Rejected> {
/// let breaker = CircuitBreaker::builder("counts")
///     .failure_rate(Percent::new(60))
///     .window(Window::Calls(4))
///     .min_calls(4)
///     .build();
/// breaker.acquire()?.settle(true);
/// breaker.acquire()?.settle(false);
/// let counts = breaker.snapshot().window.expect("the rule has a window");
/// assert_eq!((counts.calls, counts.failures), (2, 1));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CircuitCounts {
    /// All calls.
    pub calls: u64,
    /// Failed calls.
    pub failures: u64,
    /// Slow calls.
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
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Percent, Rejected, Window};
    /// # fn main() -> Result<(), Rejected> {
    /// let breaker = CircuitBreaker::builder("failure rates")
    ///     .failure_rate(Percent::new(60))
    ///     .window(Window::Calls(4))
    ///     .min_calls(4)
    ///     .build();
    /// breaker.acquire()?.settle(true);
    /// breaker.acquire()?.settle(false);
    /// let counts = breaker.snapshot().window.expect("the rule has a window");
    /// assert_eq!(counts.failure_rate(), Percent::new(50));
    /// # Ok(()) }
    /// ```
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

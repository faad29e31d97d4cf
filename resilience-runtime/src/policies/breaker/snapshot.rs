//! The snapshot of a circuit breaker.

use std::time::Duration;

use super::{CircuitCounts, CircuitState};
#[cfg(feature = "latency")]
use crate::Latency;
use crate::Name;

/// The state, counts and settings of a circuit breaker at one moment.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::CircuitBreaker;
/// let snapshot = CircuitBreaker::builder("snapshots").build().snapshot();
/// assert_eq!(snapshot.successes, 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CircuitBreakerSnapshot {
    /// The name of the breaker.
    pub name: Name,
    /// The current settings, in the syntax of the attribute.
    pub settings: String,
    /// The settings that a site states, if any. They are current unless configuration or `adjust` has changed them.
    pub declared: Option<String>,
    /// The state.
    pub state: CircuitState,
    /// The age of the state.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "crate::support::seconds::some")
    )]
    pub age: Duration,
    /// The time until a probe is admitted: `None` while calls are admitted, zero while half-open, and
    /// [`Duration::MAX`] while forced open.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "crate::support::seconds::maybe")
    )]
    pub retry_after: Option<Duration>,
    /// The number of state changes.
    pub generation: u64,
    /// Calls that counted as a success, since the process started.
    pub successes: u64,
    /// Calls that counted as a failure, since the process started.
    pub failures: u64,
    /// Calls that counted as neither, including dropped ones, since the process started.
    pub ignored: u64,
    /// Rejected calls, since the process started.
    pub rejected: u64,
    /// The number of times that the breaker opened by itself.
    pub opened: u64,
    /// The age of the last failure that counted.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "crate::support::seconds::maybe")
    )]
    pub last_failure: Option<Duration>,
    /// Consecutive failures; while the breaker is not closed, those that opened it.
    pub failures_in_a_row: u32,
    /// The calls in the window with their rates, if a rule has a window. No call is added while the breaker is not
    /// closed.
    pub window: Option<CircuitCounts>,
    /// Probes in flight.
    pub probes: usize,
    /// Durations of the calls that counted in the last minute; `None` without such a call.
    #[cfg(feature = "latency")]
    pub latency: Option<Latency>,
}

//! What can be read of a circuit breaker.

use std::time::Duration;

use super::{CircuitCounts, CircuitState};
#[cfg(feature = "latency")]
use crate::Latency;
use crate::Name;

/// A circuit breaker at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CircuitBreakerSnapshot {
    /// The breaker.
    pub name: Name,
    /// The settings in force, as an attribute writes them.
    pub settings: String,
    /// The settings that a site gives, where any does: those in force, unless someone has adjusted
    /// them.
    pub declared: Option<String>,
    /// Its state.
    pub state: CircuitState,
    /// How long the state has lasted.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "crate::support::seconds::some")
    )]
    pub age: Duration,
    /// The time until a call may be tried: `None` where calls go through, zero while half-open, and
    /// [`Duration::MAX`] while forced open.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "crate::support::seconds::maybe")
    )]
    pub retry_after: Option<Duration>,
    /// How many times the state has changed.
    pub generation: u64,
    /// Calls that counted as a success, since the process began.
    pub successes: u64,
    /// Calls that counted as a failure, since the process began.
    pub failures: u64,
    /// Calls that counted as neither, dropped ones among them, since the process began.
    pub ignored: u64,
    /// Calls that were refused, since the process began.
    pub rejected: u64,
    /// How often the breaker has opened by itself.
    pub opened: u64,
    /// The age of the last failure that counted in the state of its time.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "crate::support::seconds::maybe")
    )]
    pub last_failure: Option<Duration>,
    /// Failures since the last success; while the breaker is not closed, those of the trip.
    pub failures_in_a_row: u32,
    /// The calls in the window, with their rates, where a rule has a window. While the breaker is
    /// not closed none is added.
    pub window: Option<CircuitCounts>,
    /// Probes that are under way.
    pub probes: usize,
    /// How long the calls took that counted as a success or a failure, in the last minute; `None`
    /// where there were none.
    #[cfg(feature = "latency")]
    pub latency: Option<Latency>,
}

//! What can be read of a circuit breaker.

use std::time::Duration;

use super::{CircuitCounts, CircuitState};
use crate::Name;

/// A circuit breaker at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CircuitBreakerSnapshot {
    /// The breaker.
    pub name: Name,
    /// Its state.
    pub state: CircuitState,
    /// How long the state has lasted.
    pub age: Duration,
    /// The time until a call may be tried: `None` where calls go through, zero while half-open, and
    /// [`Duration::MAX`] while forced open.
    pub retry_after: Option<Duration>,
    /// How many times the state has changed.
    pub generation: u64,
    /// Calls that counted as a success, since the process began.
    pub successes: u64,
    /// Calls that counted as a failure, since the process began.
    pub failures: u64,
    /// Calls that were refused, since the process began.
    pub rejected: u64,
    /// How often the breaker has opened by itself.
    pub opened: u64,
    /// The age of the last failure that counted in the state of its time.
    pub last_failure: Option<Duration>,
    /// Failures since the last success; while the breaker is not closed, those of the trip.
    pub failures_in_a_row: u32,
    /// The calls in the window, with their rates, where a rule has a window. While the breaker is
    /// not closed none is added.
    pub window: Option<CircuitCounts>,
    /// Probes that are under way.
    pub probes: usize,
}

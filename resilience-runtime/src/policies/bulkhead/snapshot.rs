//! The snapshot of a bulkhead.

#[cfg(feature = "latency")]
use crate::Latency;
use crate::Name;

/// The state, counts and settings of a bulkhead at one moment.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::Bulkhead;
/// let snapshot = Bulkhead::builder("snapshots").max(1).build().snapshot();
/// assert_eq!(snapshot.in_flight, 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BulkheadSnapshot {
    /// The name of the bulkhead.
    pub name: Name,
    /// The current settings, in the syntax of the attribute.
    pub settings: String,
    /// The settings that a site states, if any. They are current unless configuration or `adjust` has changed them.
    pub declared: Option<String>,
    /// Whether the policy is enabled. A disabled one admits every call.
    pub enabled: bool,
    /// The maximum number of calls in flight.
    pub max: u32,
    /// The maximum number of calls in the queue; `None` for no limit.
    pub queue: Option<u32>,
    /// Calls in flight.
    pub in_flight: u32,
    /// Calls in the queue.
    pub waiting: usize,
    /// The maximum number of calls in flight, since the process started.
    pub peak: u32,
    /// Rejected calls, since the process started.
    pub rejected: u64,
    /// Admitted calls, since the process started.
    #[cfg(feature = "timed")]
    pub admitted: u64,
    /// Durations of the calls that ended in the last minute, including dropped ones; `None` without such a call.
    #[cfg(feature = "latency")]
    pub latency: Option<Latency>,
    /// Waits of the calls admitted in the last minute; `None` without such a call.
    #[cfg(feature = "latency")]
    pub waited: Option<Latency>,
}

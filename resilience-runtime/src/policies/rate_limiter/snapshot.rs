//! The snapshot of a rate limiter.

#[cfg(feature = "latency")]
use crate::Latency;
use crate::Name;

/// The state, counts and settings of a rate limiter at one moment.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::RateLimiter;
/// let snapshot = RateLimiter::builder("snapshots").max(1).per(std::time::Duration::from_secs(1)).build().snapshot();
/// assert_eq!(snapshot.waiting, 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RateLimiterSnapshot {
    /// The name of the rate limiter.
    pub name: Name,
    /// The current settings, in the syntax of the attribute.
    pub settings: String,
    /// The settings that a site states, if any. They are current unless configuration or `adjust` has changed them.
    pub declared: Option<String>,
    /// Whether the policy is enabled. A disabled one admits every call.
    pub enabled: bool,
    /// The maximum number of free permits.
    pub burst: u32,
    /// Free permits; `u32::MAX` while disabled.
    pub available: u32,
    /// Calls in the queue.
    pub waiting: usize,
    /// Calls with a permit, since the process started.
    pub admitted: u64,
    /// Rejected calls, since the process started.
    pub rejected: u64,
    /// The waits of the calls admitted in the last minute; `None` without such a call.
    #[cfg(feature = "latency")]
    pub waited: Option<Latency>,
}

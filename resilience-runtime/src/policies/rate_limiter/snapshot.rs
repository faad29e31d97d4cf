//! What can be read of a rate limiter.

#[cfg(feature = "latency")]
use crate::Latency;
use crate::Name;

/// A rate limiter at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RateLimiterSnapshot {
    /// The rate limiter.
    pub name: Name,
    /// The settings in force, as an attribute writes them.
    pub settings: String,
    /// The settings that a site gives, where any does: those in force, unless they are configured or
    /// someone has adjusted them.
    pub declared: Option<String>,
    /// Whether it works; one that does not lets every call through.
    pub enabled: bool,
    /// How many calls may start at once after a quiet time.
    pub burst: u32,
    /// How many calls could start at once; `u32::MAX` where it does not work.
    pub available: u32,
    /// How many calls wait for their permits.
    pub waiting: usize,
    /// Calls that got a permit, since the process began.
    pub admitted: u64,
    /// Calls that were refused, since the process began.
    pub rejected: u64,
    /// The waits of the calls admitted in the last minute; `None` where there were none.
    #[cfg(feature = "latency")]
    pub waited: Option<Latency>,
}

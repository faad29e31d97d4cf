//! What can be read of a rate limiter.

use crate::Name;

/// A rate limiter at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimiterSnapshot {
    /// The rate limiter.
    pub name: Name,
    /// Whether it works; one that does not lets every call through.
    pub enabled: bool,
    /// How many calls could start at once; `u32::MAX` where it does not work.
    pub available: u32,
    /// Calls that got a permit, since the process began.
    pub admitted: u64,
    /// Calls that were refused, since the process began.
    pub rejected: u64,
}

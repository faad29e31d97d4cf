//! What can be read of a rate limiter.

use crate::Name;

/// A rate limiter at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimiterSnapshot {
    /// The rate limiter.
    pub name: Name,
    /// How many calls could start at once.
    pub available: u32,
    /// Calls that got a permit, since the process began.
    pub admitted: u64,
    /// Calls that were refused, since the process began.
    pub rejected: u64,
}

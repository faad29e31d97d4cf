//! What a snapshot says of durations.

use std::time::Duration;

/// How long calls took, or waited, in the last minute.
///
/// Each figure is the upper end of its bucket: at most 3.2 % more than the exact one, and never less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Latency {
    /// How many calls there were.
    pub count: u64,
    /// Half of them took no longer.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "crate::support::seconds::some")
    )]
    pub p50: Duration,
    /// 90 % of them took no longer.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "crate::support::seconds::some")
    )]
    pub p90: Duration,
    /// 99 % of them took no longer.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "crate::support::seconds::some")
    )]
    pub p99: Duration,
    /// 99.5 % of them took no longer.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "crate::support::seconds::some")
    )]
    pub p995: Duration,
    /// None took longer.
    #[cfg_attr(
        feature = "serde",
        serde(serialize_with = "crate::support::seconds::some")
    )]
    pub max: Duration,
}

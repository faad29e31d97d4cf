//! What can be read of a bulkhead.

#[cfg(feature = "latency")]
use crate::Latency;
use crate::Name;

/// A bulkhead at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BulkheadSnapshot {
    /// The bulkhead.
    pub name: Name,
    /// The settings in force, as an attribute writes them.
    pub settings: String,
    /// The settings that a site gives, where any does: those in force, unless they are configured or
    /// someone has adjusted them.
    pub declared: Option<String>,
    /// Whether it works; one that does not lets every call through.
    pub enabled: bool,
    /// How many calls may run at once, where it works.
    pub max: u32,
    /// How many calls may wait at once; `None` for any number.
    pub queue: Option<u32>,
    /// How many calls run.
    pub in_flight: u32,
    /// How many calls wait.
    pub waiting: usize,
    /// The most calls that have run at once, since the process began.
    pub peak: u32,
    /// Calls that were refused, since the process began.
    pub rejected: u64,
    /// Calls that were let in, since the process began.
    #[cfg(feature = "timed")]
    pub admitted: u64,
    /// How long the calls ran that ended in the last minute, dropped ones too; `None` where there were
    /// none.
    #[cfg(feature = "latency")]
    pub latency: Option<Latency>,
    /// How long the calls waited that were let in in the last minute; `None` where there were none.
    #[cfg(feature = "latency")]
    pub waited: Option<Latency>,
}

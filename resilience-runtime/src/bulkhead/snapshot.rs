//! What can be read of a bulkhead.

use crate::Name;

/// A bulkhead at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkheadSnapshot {
    /// The bulkhead.
    pub name: Name,
    /// Whether it works; one that does not lets every call through.
    pub enabled: bool,
    /// How many calls may run at once, where it works.
    pub max: u32,
    /// How many calls run.
    pub in_flight: u32,
    /// How many calls wait.
    pub waiting: usize,
    /// The most calls that have run at once, since the process began.
    pub peak: u32,
    /// Calls that were refused, since the process began.
    pub rejected: u64,
}

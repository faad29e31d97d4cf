//! The slot of one call, or its wait for one.

use super::permit::{BulkheadPermit, QueuedPermit};
use crate::pipeline::Guard;
use crate::support::clock::Time;

/// One call in a bulkhead.
#[derive(Debug, Default)]
pub enum Slot<'a> {
    /// The call has no slot.
    #[default]
    None,
    /// The call waits for a slot until that time. In a box: few calls wait, and every call has room for it.
    Queued(Box<(QueuedPermit<'a>, Time)>),
    /// The call has a slot.
    Held(BulkheadPermit<'a>),
}

impl Guard for Slot<'_> {}

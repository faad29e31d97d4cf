//! The permit of a running call, and the queued permit of a waiting one.

use std::task::Waker;

use super::shared::Shared;
use crate::observe::timing::Stopwatch;

/// One slot in a bulkhead; dropping it frees the slot.
///
/// If calls wait, the slot goes to the first of them.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Bulkhead, BulkheadPermit, Rejected};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
/// let bulkhead = Bulkhead::builder("archive").max(1).build();
/// let permit: BulkheadPermit<'_> = bulkhead.acquire().await?;
/// drop(permit);
/// let _next = bulkhead.acquire().await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "dropping the permit frees the slot"]
pub struct BulkheadPermit<'a> {
    shared: &'a Shared,
    began: Stopwatch,
}

impl<'a> BulkheadPermit<'a> {
    /// Creates the permit of a call that did not wait.
    #[inline]
    pub(super) fn begin(shared: &'a Shared) -> Self {
        Self::new(shared, shared.start())
    }

    /// Creates the permit of a call that began at `began`.
    #[inline(always)]
    pub(super) fn new(shared: &'a Shared, began: Stopwatch) -> Self {
        Self { shared, began }
    }

    /// Creates the permit of a call that waited since `queued`.
    fn after_wait(shared: &'a Shared, queued: Stopwatch) -> Self {
        let began = shared.waiting.lap(queued);
        Self { shared, began }
    }
}

impl Drop for BulkheadPermit<'_> {
    #[inline(never)]
    fn drop(&mut self) {
        self.shared.end(self.began);
    }
}

/// A permit that is still queued; dropping it leaves the queue.
#[derive(Debug)]
pub struct QueuedPermit<'a> {
    shared: &'a Shared,
    ticket: u64,
    admitted: bool,
    queued: Stopwatch,
}

impl<'a> QueuedPermit<'a> {
    pub(super) fn new(shared: &'a Shared, ticket: u64) -> Self {
        Self {
            shared,
            ticket,
            admitted: false,
            queued: Stopwatch::start(),
        }
    }

    /// Returns the permit if the call has a slot now; if not, wakes `waker` when it gets one.
    pub(super) fn take(&mut self, waker: &Waker) -> Option<BulkheadPermit<'a>> {
        self.admitted = self.shared.poll(self.ticket, waker);
        self.admitted
            .then(|| BulkheadPermit::after_wait(self.shared, self.queued))
    }
}

impl Drop for QueuedPermit<'_> {
    #[inline(never)]
    fn drop(&mut self) {
        if !self.admitted {
            self.shared.cancel(self.ticket);
        }
    }
}

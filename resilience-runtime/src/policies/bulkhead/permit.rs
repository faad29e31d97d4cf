//! The guard of an admitted call, and the guard of a waiting one.

use std::task::Waker;

use super::shared::Shared;
use crate::observe::timing::Stopwatch;

/// One place in a bulkhead; dropping it gives the place to the first who waits.
#[derive(Debug)]
#[must_use = "the place is given back when the permit is dropped"]
pub struct BulkheadPermit<'a> {
    shared: &'a Shared,
    began: Stopwatch,
}

impl<'a> BulkheadPermit<'a> {
    /// The permit of a call that had not to wait.
    #[inline]
    pub(super) fn begin(shared: &'a Shared) -> Self {
        Self::new(shared, shared.start())
    }

    /// That of a call which began then.
    #[inline(always)]
    pub(super) fn new(shared: &'a Shared, began: Stopwatch) -> Self {
        Self { shared, began }
    }

    fn after(shared: &'a Shared, queued: Stopwatch) -> Self {
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

/// A place in the queue, until it has become a permit.
#[derive(Debug)]
pub struct Queued<'a> {
    shared: &'a Shared,
    ticket: u64,
    admitted: bool,
    queued: Stopwatch,
}

impl<'a> Queued<'a> {
    pub(super) fn new(shared: &'a Shared, ticket: u64) -> Self {
        Self {
            shared,
            ticket,
            admitted: false,
            queued: Stopwatch::start(),
        }
    }

    /// The permit, if it has come; if not, `waker` is woken when it does.
    pub(super) fn take(&mut self, waker: &Waker) -> Option<BulkheadPermit<'a>> {
        self.admitted = self.shared.poll(self.ticket, waker);
        self.admitted
            .then(|| BulkheadPermit::after(self.shared, self.queued))
    }
}

impl Drop for Queued<'_> {
    #[inline(never)]
    fn drop(&mut self) {
        if !self.admitted {
            self.shared.cancel(self.ticket);
        }
    }
}

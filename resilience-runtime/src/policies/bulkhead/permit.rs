//! The guard of an admitted call, and the wait for one.

use std::task::Waker;

use super::storage::Storage;
use crate::observe::timing::Stopwatch;

/// One place in a bulkhead; dropping it gives the place to the first who waits.
#[derive(Debug)]
#[must_use = "the place is given back when the permit is dropped"]
pub struct BulkheadPermit<'a> {
    storage: &'a Storage,
    began: Stopwatch,
}

impl<'a> BulkheadPermit<'a> {
    /// The permit of a call that had not to wait.
    #[inline]
    pub(super) fn begin(storage: &'a Storage) -> Self {
        Self::new(storage, storage.begin())
    }

    /// That of a call which began then.
    #[inline(always)]
    pub(super) fn new(storage: &'a Storage, began: Stopwatch) -> Self {
        Self { storage, began }
    }

    fn after(storage: &'a Storage, queued: Stopwatch) -> Self {
        let began = storage.waiting.lap(queued);
        Self { storage, began }
    }
}

impl Drop for BulkheadPermit<'_> {
    #[inline(never)]
    fn drop(&mut self) {
        self.storage.end(self.began);
    }
}

/// A place in the queue, until it has become a permit.
#[derive(Debug)]
pub struct Queued<'a> {
    storage: &'a Storage,
    ticket: u64,
    admitted: bool,
    queued: Stopwatch,
}

impl<'a> Queued<'a> {
    pub(super) fn new(storage: &'a Storage, ticket: u64) -> Self {
        Self {
            storage,
            ticket,
            admitted: false,
            queued: Stopwatch::start(),
        }
    }

    /// The permit, if it has come; if not, `waker` is woken when it does.
    pub(super) fn take(&mut self, waker: &Waker) -> Option<BulkheadPermit<'a>> {
        self.admitted = self.storage.poll(self.ticket, waker);
        self.admitted
            .then(|| BulkheadPermit::after(self.storage, self.queued))
    }
}

impl Drop for Queued<'_> {
    #[inline(never)]
    fn drop(&mut self) {
        if !self.admitted {
            self.storage.give_up(self.ticket);
        }
    }
}

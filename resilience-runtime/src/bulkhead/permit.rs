//! The guard of an admitted call, and the wait for one.

use std::mem;
use std::task::Waker;

use super::storage::Storage;
use crate::timing::Stopwatch;

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
    pub(super) fn new(storage: &'a Storage) -> Self {
        let began = Stopwatch::start();
        storage.waiting.none(began);
        Self { storage, began }
    }

    fn after(storage: &'a Storage, queued: Stopwatch) -> Self {
        let began = storage.waiting.lap(queued);
        Self { storage, began }
    }
}

impl BulkheadPermit<'_> {
    /// Gives the place back where that is what nearly every call does: elsewhere the drop is.
    #[inline]
    pub(super) fn give_back(self) {
        self.end();
        mem::forget(self);
    }

    #[inline]
    fn end(&self) {
        self.storage.running.lap(self.began);
        self.storage.leave();
    }
}

impl Drop for BulkheadPermit<'_> {
    #[inline(never)]
    fn drop(&mut self) {
        self.end();
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

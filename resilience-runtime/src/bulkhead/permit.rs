//! The guard of an admitted call, and the wait for one.

use std::task::Waker;

use super::storage::Storage;

/// One place in a bulkhead; dropping it gives the place to the first who waits.
#[derive(Debug)]
#[must_use = "the place is given back when the permit is dropped"]
pub struct BulkheadPermit<'a> {
    storage: &'a Storage,
}

impl<'a> BulkheadPermit<'a> {
    #[inline]
    pub(super) fn new(storage: &'a Storage) -> Self {
        Self { storage }
    }
}

impl Drop for BulkheadPermit<'_> {
    #[inline]
    fn drop(&mut self) {
        self.storage.leave();
    }
}

/// A place in the queue, until it has become a permit.
#[derive(Debug)]
pub struct Queued<'a> {
    storage: &'a Storage,
    ticket: u64,
    admitted: bool,
}

impl<'a> Queued<'a> {
    pub(super) fn new(storage: &'a Storage, ticket: u64) -> Self {
        Self {
            storage,
            ticket,
            admitted: false,
        }
    }

    /// The permit, if it has come; if not, `waker` is woken when it does.
    pub(super) fn take(&mut self, waker: &Waker) -> Option<BulkheadPermit<'a>> {
        self.admitted = self.storage.poll(self.ticket, waker);
        self.admitted.then(|| BulkheadPermit::new(self.storage))
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        if !self.admitted {
            self.storage.give_up(self.ticket);
        }
    }
}

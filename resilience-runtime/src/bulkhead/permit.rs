//! The guard of an admitted call, and the wait for one.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::storage::Storage;

/// One place in a bulkhead; dropping it gives the place to the first who waits.
#[derive(Debug)]
#[must_use = "the place is given back when the permit is dropped"]
pub struct BulkheadPermit<'a> {
    storage: &'a Storage,
}

impl<'a> BulkheadPermit<'a> {
    pub(super) fn new(storage: &'a Storage) -> Self {
        Self { storage }
    }
}

impl Drop for BulkheadPermit<'_> {
    fn drop(&mut self) {
        self.storage.leave();
    }
}

/// A place in the queue, until it has become a permit.
#[derive(Debug)]
pub(super) struct Queued<'a> {
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
}

impl<'a> Future for Queued<'a> {
    type Output = BulkheadPermit<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<BulkheadPermit<'a>> {
        if self.storage.poll(self.ticket, cx.waker()) {
            self.admitted = true;
            return Poll::Ready(BulkheadPermit::new(self.storage));
        }
        Poll::Pending
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        if !self.admitted {
            self.storage.give_up(self.ticket);
        }
    }
}

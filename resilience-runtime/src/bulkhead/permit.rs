//! The guard of an admitted call, and the wait for one.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::Bulkhead;

/// One place in a bulkhead; dropping it gives the place to the first who waits.
#[derive(Debug)]
#[must_use = "the place is given back when the permit is dropped"]
pub struct BulkheadPermit<'a> {
    bulkhead: &'a Bulkhead,
}

impl<'a> BulkheadPermit<'a> {
    pub(super) fn new(bulkhead: &'a Bulkhead) -> Self {
        Self { bulkhead }
    }
}

impl Drop for BulkheadPermit<'_> {
    fn drop(&mut self) {
        self.bulkhead.leave();
    }
}

/// A place in the queue, until it has become a permit.
#[derive(Debug)]
pub(super) struct Queued<'a> {
    bulkhead: &'a Bulkhead,
    ticket: u64,
    admitted: bool,
}

impl<'a> Queued<'a> {
    pub(super) fn new(bulkhead: &'a Bulkhead, ticket: u64) -> Self {
        Self {
            bulkhead,
            ticket,
            admitted: false,
        }
    }
}

impl<'a> Future for Queued<'a> {
    type Output = BulkheadPermit<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<BulkheadPermit<'a>> {
        if self.bulkhead.poll(self.ticket, cx.waker()) {
            self.admitted = true;
            return Poll::Ready(BulkheadPermit::new(self.bulkhead));
        }
        Poll::Pending
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        if !self.admitted {
            self.bulkhead.give_up(self.ticket);
        }
    }
}

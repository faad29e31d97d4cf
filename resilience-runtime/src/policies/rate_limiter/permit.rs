//! The permit of a call that waits.

use std::task::Waker;

use super::RateLimiter;
use crate::observe::timing::Stopwatch;
use crate::support::clock::Time;

/// A permit that is still queued; dropping it leaves the queue.
#[derive(Debug)]
pub struct QueuedPermit<'a> {
    limiter: &'a RateLimiter,
    ticket: u64,
    pub(super) queued: Stopwatch,
}

impl<'a> QueuedPermit<'a> {
    pub(super) fn new(limiter: &'a RateLimiter, ticket: u64) -> Self {
        Self {
            limiter,
            ticket,
            queued: Stopwatch::start(),
        }
    }

    /// Returns when the permit becomes available, or `None` if it is. Wakes `waker` when that time changes.
    pub(super) fn poll(&self, waker: &Waker) -> Option<Time> {
        self.limiter.poll(self.ticket, waker)
    }
}

impl Drop for QueuedPermit<'_> {
    fn drop(&mut self) {
        self.limiter.cancel(self.ticket);
    }
}

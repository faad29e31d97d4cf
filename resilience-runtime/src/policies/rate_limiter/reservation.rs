//! The wait for a permit.

use std::task::Waker;

use super::RateLimiter;
use crate::observe::timing::Stopwatch;
use crate::support::clock::Time;

/// A permit that is yet to come; dropped before it has come, it is given back.
#[derive(Debug)]
pub struct Reservation<'a> {
    limiter: &'a RateLimiter,
    ticket: u64,
    pub(super) asked: Stopwatch,
}

impl<'a> Reservation<'a> {
    pub(super) fn new(limiter: &'a RateLimiter, ticket: u64) -> Self {
        Self {
            limiter,
            ticket,
            asked: Stopwatch::start(),
        }
    }

    /// When the permit comes, if it has not; `waker` is woken when that changes.
    pub(super) fn poll(&self, waker: &Waker) -> Option<Time> {
        self.limiter.poll(self.ticket, waker)
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.limiter.cancel(self.ticket);
    }
}

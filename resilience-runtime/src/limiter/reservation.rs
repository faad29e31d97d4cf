//! The guard of a permit that is yet to come.

use std::mem;

use super::RateLimiter;

/// A permit that is yet to come; dropped before it has come, it is given back.
#[derive(Debug)]
pub(super) struct Reservation<'a> {
    limiter: &'a RateLimiter,
}

impl<'a> Reservation<'a> {
    pub(super) fn new(limiter: &'a RateLimiter) -> Self {
        Self { limiter }
    }

    /// The permit has come.
    pub(super) fn take(self) {
        mem::forget(self);
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.limiter.give_up();
    }
}

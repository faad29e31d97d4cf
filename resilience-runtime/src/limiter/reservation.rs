//! The guard of a permit that is yet to come.
//!
//! Given up, the last permit is free for the next call. One that others stand behind is forfeit: their
//! times are fixed, and to let another call go at one of them would exceed the rate.

use std::mem;

use super::RateLimiter;
use crate::clock::Time;

/// A permit that is yet to come; dropped before it has come, it is given up.
#[derive(Debug)]
pub(super) struct Reservation<'a> {
    limiter: &'a RateLimiter,
    /// When the permit behind this one is due.
    next: Time,
}

impl<'a> Reservation<'a> {
    pub(super) fn new(limiter: &'a RateLimiter, next: Time) -> Self {
        Self { limiter, next }
    }

    /// The permit has come.
    pub(super) fn take(self) {
        mem::forget(self);
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.limiter.give_up(self.next);
    }
}

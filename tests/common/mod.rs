//! An error and helpers for the behavior tests.
#![allow(dead_code, reason = "each test file uses its own part")]

#[cfg(feature = "config")]
pub(crate) mod config;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use resilience::{Rejected, RetryAfter};

/// The error of the services under test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// The service is down.
    Down,
    /// The request is wrong, so a retry is useless.
    NotFound,
    /// The service asks the caller to wait.
    Busy(Duration),
    /// A policy rejected the call.
    Rejected(Rejected),
}

impl Error {
    /// Returns whether a retry may succeed.
    pub(crate) fn is_passing(&self) -> bool {
        *self != Self::NotFound
    }
}

impl From<Rejected> for Error {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

impl RetryAfter for Error {
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy(wait) => Some(*wait),
            _ => None,
        }
    }
}

/// Counts calls.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU32);

impl Counter {
    pub(crate) const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Adds one and returns the previous count.
    pub(crate) fn add(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }

    /// Returns the count.
    pub(crate) fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A duration in seconds.
pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

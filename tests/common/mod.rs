//! An error and a service for the tests of behaviour.
#![allow(dead_code, reason = "each test file uses its own part")]

#[cfg(feature = "config")]
pub(crate) mod config;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use resilience::{Rejected, RetryAfter};

/// What the services of the tests fail with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// The service is down.
    Down,
    /// The caller is at fault: nothing to retry.
    NotFound,
    /// The service asks for patience.
    Busy(Duration),
    /// A policy refused the call.
    Rejected(Rejected),
}

impl Error {
    /// Whether another try may succeed.
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

    /// One more; says how many there were before.
    pub(crate) fn add(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }

    /// How many there were.
    pub(crate) fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

/// So many seconds.
pub(crate) const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

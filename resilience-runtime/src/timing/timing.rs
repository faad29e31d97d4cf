//! How long each call took.

#[cfg(feature = "latency")]
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::Stopwatch;
#[cfg(feature = "latency")]
use crate::clock::{self, Time};
#[cfg(feature = "latency")]
use crate::latency::{LatencyHistogram, Recent};

/// How long calls took, or waited. Where nobody asks, it is of no size and does nothing.
#[derive(Debug, Default)]
pub(crate) struct Timing {
    /// A total for the snapshot, which orders nothing: `Relaxed`.
    #[cfg(feature = "latency")]
    count: AtomicU64,
    #[cfg(feature = "latency")]
    recent: Recent,
}

#[cfg_attr(
    not(feature = "latency"),
    allow(clippy::unused_self, reason = "there is nothing to note in")
)]
impl Timing {
    /// Notes what began with the stopwatch and ends now, when the next thing begins.
    #[inline]
    pub(crate) fn lap(&self, began: Stopwatch) -> Stopwatch {
        let now = Stopwatch::start();
        #[cfg(feature = "latency")]
        self.note(now.began, now.began.since(began.began));
        let _ = began;
        now
    }

    /// Notes what took no time, when the next thing begins.
    #[inline]
    pub(crate) fn none(&self, now: Stopwatch) {
        #[cfg(feature = "latency")]
        self.note(now.began, Duration::ZERO);
        let _ = now;
    }

    /// Notes what took that long and ends now.
    #[inline]
    pub(crate) fn took(&self, took: Duration) {
        #[cfg(feature = "latency")]
        self.note(clock::now(), took);
        let _ = took;
    }

    #[cfg(feature = "latency")]
    fn note(&self, now: Time, took: Duration) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.recent.record(now, took);
    }

    /// How many were noted.
    #[cfg(feature = "latency")]
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// What was noted in the last minute.
    #[cfg(feature = "latency")]
    pub(crate) fn histogram(&self) -> LatencyHistogram {
        self.recent.histogram(clock::now())
    }
}

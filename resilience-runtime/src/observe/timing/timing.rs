//! How long each call took.

#[cfg(feature = "timed")]
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::Stopwatch;
use crate::Name;
#[cfg(feature = "latency")]
use crate::observe::latency::{LatencyHistogram, Recent};
use crate::observe::metrics::DurationMetric;
#[cfg(feature = "metrics")]
use crate::observe::metrics::Durations;
#[cfg(feature = "latency")]
use crate::support::clock;
use crate::support::clock::Time;

/// The durations of calls, or of their waits. Without a feature that times calls it has no size and does nothing.
#[derive(Debug)]
pub(crate) struct Timing {
    /// A total for the snapshot, which orders nothing: `Relaxed`.
    #[cfg(feature = "timed")]
    count: AtomicU64,
    #[cfg(feature = "latency")]
    recent: Recent,
    #[cfg(feature = "metrics")]
    durations: Durations,
}

#[cfg_attr(
    not(feature = "timed"),
    allow(clippy::unused_self, reason = "there is nothing to note in")
)]
impl Timing {
    pub(crate) fn new(metric: DurationMetric, name: &Name) -> Self {
        let _ = (metric, name);
        Self {
            #[cfg(feature = "timed")]
            count: AtomicU64::new(0),
            #[cfg(feature = "latency")]
            recent: Recent::default(),
            #[cfg(feature = "metrics")]
            durations: Durations::new(metric, name),
        }
    }

    /// Notes what began with the stopwatch and ends now, when the next thing begins.
    #[inline]
    pub(crate) fn lap(&self, began: Stopwatch) -> Stopwatch {
        let now = Stopwatch::start();
        #[cfg(feature = "timed")]
        self.note(now.began, now.began.since(began.began));
        let _ = began;
        now
    }

    /// Notes what took no time, when the next thing begins.
    #[inline]
    pub(crate) fn none(&self, now: Stopwatch) {
        #[cfg(feature = "timed")]
        self.note(now.began, Duration::ZERO);
        let _ = now;
    }

    /// Notes what took that long until `now`.
    #[inline]
    pub(crate) fn took(&self, took: Duration, now: Time) {
        #[cfg(feature = "timed")]
        self.note(now, took);
        let _ = (took, now);
    }

    #[cfg(feature = "timed")]
    fn note(&self, now: Time, took: Duration) {
        self.count.fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "latency")]
        self.recent.record(now, took);
        #[cfg(feature = "metrics")]
        self.durations.record(took);
        let _ = (now, took);
    }

    /// How many were noted.
    #[cfg(feature = "timed")]
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// What was noted in the last minute.
    #[cfg(feature = "latency")]
    pub(crate) fn histogram(&self) -> LatencyHistogram {
        self.recent.histogram(clock::now())
    }

    /// Its series among the metrics.
    #[cfg(feature = "metrics")]
    pub(crate) fn durations(&self) -> &Durations {
        &self.durations
    }
}

//! The duration histogram of a rate limiter.

use crate::observe::metrics::DurationMetric;

pub(super) const WAIT: DurationMetric = DurationMetric::new(
    "resilience_rate_limiter_wait_duration_seconds",
    "Time that calls waited for a permit of the rate limiter.",
);

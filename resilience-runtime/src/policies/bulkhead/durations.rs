//! The duration histograms of a bulkhead.

use crate::observe::metrics::DurationMetric;

pub(super) const CALL: DurationMetric = DurationMetric::new(
    "resilience_bulkhead_call_duration_seconds",
    "Duration of the calls in the bulkhead.",
);
pub(super) const WAIT: DurationMetric = DurationMetric::new(
    "resilience_bulkhead_wait_duration_seconds",
    "Time that calls waited for a slot of the bulkhead.",
);

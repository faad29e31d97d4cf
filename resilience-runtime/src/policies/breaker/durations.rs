//! The duration histograms of a circuit breaker.

use crate::observe::metrics::DurationMetric;

pub(super) const SUCCESS: DurationMetric = call(&["success"]);
pub(super) const FAILURE: DurationMetric = call(&["failure"]);

const fn call(outcome: &'static [&'static str]) -> DurationMetric {
    DurationMetric::labelled(
        "resilience_circuit_breaker_call_duration_seconds",
        "Duration of the calls that the circuit breaker counts.",
        &["name", "outcome"],
        outcome,
    )
}

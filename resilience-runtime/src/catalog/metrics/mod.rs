//! Counters, gauges and histograms for the facade `metrics`.
//!
//! Install a recorder, such as that of `metrics-exporter-prometheus`, and then call [`install`] once. From then on
//! every policy has its series, including the policies of functions that were not called yet.
//!
//! ```text
//! use resilience::metrics;
//!
//! PrometheusBuilder::new()
//!     .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), metrics::SECONDS)?
//!     .set_buckets_for_metric(Matcher::Suffix("_attempts".into()), metrics::ATTEMPTS)?
//!     .install()?;
//! metrics::install();
//! tokio::spawn(metrics::refresh_every(Duration::from_secs(1)));
//! ```
//!
//! # When they are up to date
//!
//! Histograms, the state of breakers, retries, fallbacks and timeouts are recorded as they happen. The policies keep
//! their own counts, at no cost for a call, and [`refresh`] copies them to the recorder. The counts are exact, none
//! is sampled. Call [`refresh`] before you render; for an exporter with a listener of its own, run
//! [`refresh_every`] in a task.
//!
//! # The metrics
//!
//! Names and labels are stable. `name` is that of the policy, or the path of the function where a policy has
//! none; for the last four before the conflicts it is that of the function, or the one that a builder gave.
//! Durations are in seconds.
//!
//! | metric | kind | labels | meaning |
//! |---|---|---|---|
//! | `resilience_circuit_breaker_calls_total` | counter | `name`, `outcome` | completed calls, by how the breaker counts them: `success`, `failure`, `ignored` |
//! | `resilience_circuit_breaker_opened_total` | counter | `name` | times that the breaker opened by itself |
//! | `resilience_circuit_breaker_state` | gauge | `name`, `state` | 1 for its state, 0 for the others: `closed`, `open`, `half_open`, `forced_open`, `forced_closed`, `disabled` |
//! | `resilience_circuit_breaker_call_duration_seconds` | histogram | `name`, `outcome` | duration of calls that count as `success` or `failure` |
//! | `resilience_bulkhead_calls_total` | counter | `name` | admitted calls |
//! | `resilience_bulkhead_in_flight` | gauge | `name` | calls in flight |
//! | `resilience_bulkhead_waiting` | gauge | `name` | calls waiting for a slot |
//! | `resilience_bulkhead_max` | gauge | `name` | maximum number of calls in flight |
//! | `resilience_bulkhead_call_duration_seconds` | histogram | `name` | duration of calls, including dropped ones |
//! | `resilience_bulkhead_wait_duration_seconds` | histogram | `name` | time that admitted calls waited |
//! | `resilience_rate_limiter_calls_total` | counter | `name` | admitted calls |
//! | `resilience_rate_limiter_available` | gauge | `name` | permits that are free now |
//! | `resilience_rate_limiter_burst` | gauge | `name` | maximum number of free permits |
//! | `resilience_rate_limiter_waiting` | gauge | `name` | calls waiting for a permit |
//! | `resilience_rate_limiter_wait_duration_seconds` | histogram | `name` | time that admitted calls waited |
//! | `resilience_retry_budget_retries_total` | counter | `name`, `result` | requested retries: `granted`, `refused`, or `refunded` if they were granted and not sent |
//! | `resilience_retry_budget_balance` | gauge | `name` | retries that the budget would grant now |
//! | `resilience_retry_budget_burst` | gauge | `name` | maximum number of retries granted at once |
//! | `resilience_rejections_total` | counter | `name`, `kind` | rejected and timed-out calls: `circuit_open`, `bulkhead_full`, `rate_limited` by the policy `name`; `timed_out` by the timeout of the function `name` |
//! | `resilience_retries_total` | counter | `name` | retries |
//! | `resilience_retry_ends_total` | counter | `name`, `result` | calls whose first attempt failed, by their end: `success`, `not_retryable`, `retries_spent`, `time_spent`, `budget_refused`, `nested` |
//! | `resilience_retry_attempts` | histogram | `name` | attempts of those calls, including the first |
//! | `resilience_fallbacks_total` | counter | `name`, `cause` | results that a fallback supplied: `circuit_open`, `bulkhead_full`, `rate_limited`, `timed_out`, `error` |
//! | `resilience_conflicts` | gauge | – | names with different settings, or without one that they need: see [`registry::validate`](crate::registry::validate) |
//!
//! Retries, fallbacks and timeouts belong to functions, not to policies of the registry. Their series appear with the
//! first event, each with all its labels.
//!
//! `observability/` in the repository has a Grafana dashboard and alert rules for them.

mod all;
mod buckets;
mod functions;
mod install;
mod table;

pub use crate::observe::metrics::{Kind, Metric};
pub(crate) use all::{All, KindSeries};
pub use buckets::{ATTEMPTS, SECONDS};
pub use install::{install, refresh, refresh_every};
pub use table::METRICS;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_docs_have_every_metric_with_its_labels() {
        let docs = include_str!("mod.rs");
        let rows = docs
            .lines()
            .filter(|line| line.starts_with("//! | `resilience_"));
        assert_eq!(rows.count(), METRICS.len());
        for Metric {
            name, kind, labels, ..
        } in METRICS
        {
            let kind = format!("{kind:?}").to_lowercase();
            let labels: Vec<_> = labels.iter().map(|label| format!("`{label}`")).collect();
            let labels = if labels.is_empty() {
                "–".to_owned()
            } else {
                labels.join(", ")
            };
            let row = format!("//! | `{name}` | {kind} | {labels} | ");
            assert!(docs.lines().any(|line| line.starts_with(&row)), "{row}");
        }
    }

    #[test]
    fn names_end_as_prometheus_wants_them() {
        for Metric { name, kind, .. } in METRICS {
            assert_eq!(name.ends_with("_total"), *kind == Kind::Counter, "{name}");
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_label_has_the_word_that_a_snapshot_has() {
        for state in crate::CircuitState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.label());
        }
        for stop in crate::Stop::ALL {
            assert_eq!(serde_json::to_value(stop).unwrap(), stop.label());
        }
        let refused = crate::Rejected::TimedOut {
            name: "label".into(),
            limit: std::time::Duration::ZERO,
        };
        let told = serde_json::to_value(&refused).unwrap();
        assert_eq!(told["kind"], refused.label());
    }
}

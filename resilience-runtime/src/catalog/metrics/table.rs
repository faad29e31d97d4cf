//! The list of every metric.

use crate::catalog::list::POLICY_METRICS;
use crate::observe::metrics::{Kind, Metric, REJECTIONS};

pub(super) const RETRIES: Metric = Metric::new(
    Kind::Counter,
    "resilience_retries_total",
    &["name"],
    "Retries that a function has made.",
);
pub(super) const RETRY_ENDS: Metric = Metric::new(
    Kind::Counter,
    "resilience_retry_ends_total",
    &["name", "result"],
    "Calls under a retry whose first attempt did not succeed, by how they ended.",
);
pub(super) const RETRY_ATTEMPTS: Metric = Metric::new(
    Kind::Histogram,
    "resilience_retry_attempts",
    &["name"],
    "Attempts of those calls, the first call included.",
);
pub(super) const FALLBACKS: Metric = Metric::new(
    Kind::Counter,
    "resilience_fallbacks_total",
    &["name", "cause"],
    "Calls whose result the fallback of a function supplied.",
);
pub(super) const CONFLICTS: Metric = Metric::new(
    Kind::Gauge,
    "resilience_conflicts",
    &[],
    "Names with conflicting settings, or without a setting that they need.",
);

const FUNCTION_METRICS: &[Metric] = &[
    REJECTIONS,
    RETRIES,
    RETRY_ENDS,
    RETRY_ATTEMPTS,
    FALLBACKS,
    CONFLICTS,
];

/// Every metric that this crate reports, in the order of the table in the module's documentation.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::metrics::METRICS;
/// assert!(METRICS.iter().any(|metric| metric.name == "resilience_rejections_total"));
/// ```
pub const METRICS: &[Metric] = &ALL;

const POLICIES: usize = {
    let (mut count, mut group) = (0, 0);
    while group < POLICY_METRICS.len() {
        count += POLICY_METRICS[group].len();
        group += 1;
    }
    count
};

const ALL: [Metric; POLICIES + FUNCTION_METRICS.len()] = {
    let mut all = [REJECTIONS; POLICIES + FUNCTION_METRICS.len()];
    let (mut next, mut group) = (0, 0);
    while group <= POLICY_METRICS.len() {
        let metrics = if group < POLICY_METRICS.len() {
            POLICY_METRICS[group]
        } else {
            FUNCTION_METRICS
        };
        let mut index = 0;
        while index < metrics.len() {
            all[next] = metrics[index];
            next += 1;
            index += 1;
        }
        group += 1;
    }
    all
};

//! The metric of rejected calls, which every rejecting policy shares.

use super::metric::{Kind, Metric};

/// Rejected calls; the label `kind` is that of [`Rejected`](crate::Rejected).
pub(crate) const REJECTIONS: Metric = Metric::new(
    Kind::Counter,
    "resilience_rejections_total",
    &["name", "kind"],
    "Calls that were rejected or timed out.",
);

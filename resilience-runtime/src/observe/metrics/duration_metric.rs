//! The description of a duration histogram.

#[cfg(feature = "metrics")]
use super::metric::{Kind, Metric};

/// The histogram that a duration is reported in. Its size is zero without the feature `metrics`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DurationMetric {
    #[cfg(feature = "metrics")]
    pub(super) metric: Metric,
    /// The values of the labels after `name`.
    #[cfg(feature = "metrics")]
    pub(super) values: &'static [&'static str],
}

impl DurationMetric {
    /// A histogram with the label `name` and no other.
    pub(crate) const fn new(name: &'static str, help: &'static str) -> Self {
        Self::labelled(name, help, &["name"], &[])
    }

    /// A histogram with further labels; `values` are those of the labels after `name`.
    pub(crate) const fn labelled(
        name: &'static str,
        help: &'static str,
        labels: &'static [&'static str],
        values: &'static [&'static str],
    ) -> Self {
        let _ = (name, help, labels, values);
        Self {
            #[cfg(feature = "metrics")]
            metric: Metric::new(Kind::Histogram, name, labels, help),
            #[cfg(feature = "metrics")]
            values,
        }
    }

    /// Its entry in the list of metrics.
    #[cfg(feature = "metrics")]
    pub(crate) const fn metric(&self) -> Metric {
        self.metric
    }
}

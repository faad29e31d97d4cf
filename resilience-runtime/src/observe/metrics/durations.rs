//! The duration histogram of one policy.

use std::fmt;
use std::time::Duration;

use ::metrics::Histogram;
use once_cell::sync::OnceCell;

use super::duration_metric::DurationMetric;
use super::recorder::is_installed;
use crate::Name;
use crate::observe::foreign;

/// The duration histogram of one policy. The series is looked up once.
pub(crate) struct Durations {
    metric: DurationMetric,
    name: Name,
    series: OnceCell<Histogram>,
}

impl Durations {
    pub(crate) fn new(metric: DurationMetric, name: &Name) -> Self {
        Self {
            metric,
            name: name.clone(),
            series: OnceCell::new(),
        }
    }

    #[inline]
    pub(crate) fn record(&self, took: Duration) {
        if is_installed() {
            self.report(took);
        }
    }

    /// The recorder is foreign code: if it panics, the call must still return its permits.
    fn report(&self, took: Duration) {
        let _ = foreign::run(|| self.series().record(took.as_secs_f64()));
    }

    /// The series; the first use registers it with the recorder.
    pub(crate) fn series(&self) -> &Histogram {
        let DurationMetric { metric, values } = &self.metric;
        self.series
            .get_or_init(|| metric.histogram(&self.name, values))
    }
}

impl fmt::Debug for Durations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Durations")
            .field(&self.metric.metric.name)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::metrics::HistogramFn;

    use super::*;

    struct Panics;

    impl HistogramFn for Panics {
        fn record(&self, _: f64) {
            panic!("the recorder panics")
        }
    }

    #[test]
    fn a_recorder_that_panics_does_not_stop_the_call() {
        const METRIC: DurationMetric = DurationMetric::new("panicking_seconds", "Never recorded.");
        let series = Histogram::from_arc(Arc::new(Panics));
        let durations = Durations {
            series: OnceCell::with_value(series),
            ..Durations::new(METRIC, &"panicking".into())
        };
        durations.report(Duration::ZERO);
    }
}

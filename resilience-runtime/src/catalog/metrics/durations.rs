//! The series of what takes time.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use ::metrics::Histogram;
use once_cell::sync::OnceCell;

use super::install::is_installed;
use super::table::{BREAKER_DURATION, BULKHEAD_DURATION, BULKHEAD_WAIT, LIMITER_WAIT};
use crate::Name;
use crate::observe::timing::Measured;

/// One histogram, looked up once.
pub(crate) struct Durations {
    what: Measured,
    name: Name,
    series: OnceCell<Histogram>,
}

impl Durations {
    pub(crate) fn new(what: Measured, name: &Name) -> Self {
        Self {
            what,
            name: name.clone(),
            series: OnceCell::new(),
        }
    }

    #[inline]
    pub(crate) fn record(&self, took: Duration) {
        if is_installed() {
            self.tell(took);
        }
    }

    /// The recorder is foreign code: what the call holds is still to be given back.
    fn tell(&self, took: Duration) {
        let record = || self.series().record(took.as_secs_f64());
        let _ = catch_unwind(AssertUnwindSafe(record));
    }

    /// The series, which is there from now on.
    pub(super) fn series(&self) -> &Histogram {
        self.series.get_or_init(|| {
            let (metric, values): (_, &[_]) = match self.what {
                Measured::Success => (BREAKER_DURATION, &["success"]),
                Measured::Failure => (BREAKER_DURATION, &["failure"]),
                Measured::Running => (BULKHEAD_DURATION, &[]),
                Measured::WaitingForPlace => (BULKHEAD_WAIT, &[]),
                Measured::WaitingForPermit => (LIMITER_WAIT, &[]),
            };
            metric.histogram(&self.name, values)
        })
    }
}

impl fmt::Debug for Durations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Durations").field(&self.what).finish()
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
        let series = Histogram::from_arc(Arc::new(Panics));
        let durations = Durations {
            series: OnceCell::with_value(series),
            ..Durations::new(Measured::Running, &"panicking".into())
        };
        durations.tell(Duration::ZERO);
    }
}

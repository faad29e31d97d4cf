//! The series of what takes time.

use std::fmt;
use std::time::Duration;

use ::metrics::Histogram;
use once_cell::sync::OnceCell;

use super::install::is_installed;
use super::table::{BREAKER_DURATION, BULKHEAD_DURATION, BULKHEAD_WAIT, LIMITER_WAIT};
use crate::Name;
use crate::timing::What;

/// One histogram, looked up once.
pub(crate) struct Durations {
    what: What,
    name: Name,
    series: OnceCell<Histogram>,
}

impl Durations {
    pub(crate) fn new(what: What, name: &Name) -> Self {
        Self {
            what,
            name: name.clone(),
            series: OnceCell::new(),
        }
    }

    #[inline]
    pub(crate) fn record(&self, took: Duration) {
        if is_installed() {
            self.series().record(took.as_secs_f64());
        }
    }

    /// The series, which is there from now on.
    pub(super) fn series(&self) -> &Histogram {
        self.series.get_or_init(|| {
            let (metric, values): (_, &[_]) = match self.what {
                What::Success => (BREAKER_DURATION, &["success"]),
                What::Failure => (BREAKER_DURATION, &["failure"]),
                What::Running => (BULKHEAD_DURATION, &[]),
                What::WaitingForPlace => (BULKHEAD_WAIT, &[]),
                What::WaitingForPermit => (LIMITER_WAIT, &[]),
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

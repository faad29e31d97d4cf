//! A counter that is told totals.

use ::metrics::Counter;

use super::table::Metric;
use crate::Name;

/// A counter of what a policy counts itself.
pub(super) struct Total {
    counter: Counter,
    told: u64,
}

impl Total {
    pub(super) fn new(metric: &Metric, name: &Name, values: &[&'static str]) -> Self {
        Self {
            counter: metric.counter(name, values),
            told: 0,
        }
    }

    /// Adds what has come since the last time. A total that has shrunk is that of another policy, which
    /// has taken the name of one that was pruned.
    pub(super) fn tell(&mut self, total: u64) {
        let fresh = total.checked_sub(self.told).unwrap_or(total);
        self.counter.increment(fresh);
        self.told = total;
    }
}

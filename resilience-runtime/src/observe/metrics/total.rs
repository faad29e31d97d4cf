//! A counter that follows a total.

use ::metrics::Counter;

use super::metric::Metric;
use crate::Name;

/// A counter of the recorder that follows a total which the policy counts itself.
#[derive(Debug)]
pub(crate) struct Total {
    counter: Counter,
    reported: u64,
}

impl Total {
    pub(crate) fn new(metric: &Metric, name: &Name, values: &[&'static str]) -> Self {
        Self {
            counter: metric.counter(name, values),
            reported: 0,
        }
    }

    /// Adds the difference since the last report. A total that has shrunk belongs to a new policy,
    /// which has taken the name of a pruned one: all of it is added.
    pub(crate) fn report(&mut self, total: u64) {
        let fresh = total.checked_sub(self.reported).unwrap_or(total);
        self.counter.increment(fresh);
        self.reported = total;
    }
}

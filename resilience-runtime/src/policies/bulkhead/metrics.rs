//! The metric series of a bulkhead.

use ::metrics::Gauge;

use super::{Bulkhead, durations};
use crate::Name;
use crate::observe::metrics::{Kind, Metric, REJECTIONS, Series, Total, register, set};

const CALLS: Metric = Metric::new(
    Kind::Counter,
    "resilience_bulkhead_calls_total",
    &["name"],
    "Calls that the bulkhead admitted.",
);

const IN_FLIGHT: Metric = Metric::new(
    Kind::Gauge,
    "resilience_bulkhead_in_flight",
    &["name"],
    "Calls that are running in the bulkhead.",
);

const WAITING: Metric = Metric::new(
    Kind::Gauge,
    "resilience_bulkhead_waiting",
    &["name"],
    "Calls that wait for a slot of the bulkhead.",
);

const MAX: Metric = Metric::new(
    Kind::Gauge,
    "resilience_bulkhead_max",
    &["name"],
    "Number of calls that may run in the bulkhead at once.",
);

/// Every metric of a bulkhead.
pub(crate) const METRICS: &[Metric] = &[
    CALLS,
    IN_FLIGHT,
    WAITING,
    MAX,
    durations::CALL.metric(),
    durations::WAIT.metric(),
];

#[derive(Debug)]
pub struct BulkheadSeries {
    admitted: Total,
    rejected: Total,
    in_flight: Gauge,
    waiting: Gauge,
    max: Gauge,
}

impl Series for BulkheadSeries {
    type Policy = Bulkhead;

    fn new(policy: &Bulkhead, name: &Name) -> Self {
        register(&policy.timings());
        Self {
            admitted: Total::new(&CALLS, name, &[]),
            rejected: Total::new(&REJECTIONS, name, &["bulkhead_full"]),
            in_flight: IN_FLIGHT.gauge(name, &[]),
            waiting: WAITING.gauge(name, &[]),
            max: MAX.gauge(name, &[]),
        }
    }

    fn report(&mut self, policy: &Bulkhead) {
        let now = policy.quick_snapshot();
        self.admitted.report(now.admitted);
        self.rejected.report(now.rejected);
        set(&self.in_flight, now.in_flight);
        set(&self.waiting, now.waiting);
        set(&self.max, now.max);
    }

    fn retire(&mut self) {
        for gauge in [&self.in_flight, &self.waiting, &self.max] {
            set(gauge, 0_u32);
        }
    }
}

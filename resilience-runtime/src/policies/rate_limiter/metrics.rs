//! The metric series of a rate limiter.

use ::metrics::Gauge;

use super::{RateLimiter, durations};
use crate::Name;
use crate::observe::metrics::{Kind, Metric, REJECTIONS, Series, Total, register, set};

const CALLS: Metric = Metric::new(
    Kind::Counter,
    "resilience_rate_limiter_calls_total",
    &["name"],
    "Calls that the rate limiter admitted.",
);

const AVAILABLE: Metric = Metric::new(
    Kind::Gauge,
    "resilience_rate_limiter_available",
    &["name"],
    "Calls that the rate limiter would admit at once.",
);

const BURST: Metric = Metric::new(
    Kind::Gauge,
    "resilience_rate_limiter_burst",
    &["name"],
    "Calls that the rate limiter admits at once after a quiet time.",
);

const WAITING: Metric = Metric::new(
    Kind::Gauge,
    "resilience_rate_limiter_waiting",
    &["name"],
    "Calls that wait for a permit of the rate limiter.",
);

/// Every metric of a rate limiter.
pub(crate) const METRICS: &[Metric] = &[CALLS, AVAILABLE, BURST, WAITING, durations::WAIT.metric()];

#[derive(Debug)]
pub struct LimiterSeries {
    admitted: Total,
    rejected: Total,
    available: Gauge,
    burst: Gauge,
    waiting: Gauge,
}

impl Series for LimiterSeries {
    type Policy = RateLimiter;

    fn new(policy: &RateLimiter, name: &Name) -> Self {
        register(&policy.timings());
        Self {
            admitted: Total::new(&CALLS, name, &[]),
            rejected: Total::new(&REJECTIONS, name, &["rate_limited"]),
            available: AVAILABLE.gauge(name, &[]),
            burst: BURST.gauge(name, &[]),
            waiting: WAITING.gauge(name, &[]),
        }
    }

    fn report(&mut self, policy: &RateLimiter) {
        let now = policy.quick_snapshot();
        self.admitted.report(now.admitted);
        self.rejected.report(now.rejected);
        set(&self.available, now.available);
        set(&self.burst, now.burst);
        set(&self.waiting, now.waiting);
    }

    fn retire(&mut self) {
        for gauge in [&self.available, &self.burst, &self.waiting] {
            set(gauge, 0_u32);
        }
    }
}

//! The series of the policies.

use std::collections::HashMap;

use ::metrics::Gauge;

use super::table::{
    BREAKER_CALLS, BREAKER_OPENED, BREAKER_STATE, BUDGET_BALANCE, BUDGET_BURST, BUDGET_RETRIES,
    BULKHEAD_CALLS, BULKHEAD_IN_FLIGHT, BULKHEAD_MAX, BULKHEAD_WAITING, LIMITER_AVAILABLE,
    LIMITER_BURST, LIMITER_CALLS, LIMITER_WAITING, REJECTIONS,
};
use super::total::Total;
use crate::observe::timing::Timing;
use crate::{Bulkhead, CircuitBreaker, CircuitState, Name, RateLimiter, RetryBudget};

/// The series of one policy.
pub(super) trait Series {
    type Policy;

    fn new(policy: &Self::Policy, name: &Name) -> Self;
    /// Brings them up to date.
    fn tell(&mut self, policy: &Self::Policy);
    /// The policy is gone: what it had at the moment is nothing now. A series cannot be taken back.
    fn retire(&mut self);
}

/// The series of every policy of one kind.
pub(super) struct All<S>(HashMap<Name, S>);

impl<S> Default for All<S> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<S: Series> All<S> {
    pub(super) fn get(&mut self, name: &Name) -> Option<&mut S> {
        self.0.get_mut(name)
    }

    /// Brings them up to date; `policies` are all that there are.
    pub(super) fn tell(&mut self, policies: &[S::Policy], name: impl Fn(&S::Policy) -> &str) {
        let mut before = std::mem::take(&mut self.0);
        for policy in policies {
            let key = Name::from(name(policy));
            let mut series = before.remove(&key).unwrap_or_else(|| S::new(policy, &key));
            series.tell(policy);
            self.0.insert(key, series);
        }
        before.values_mut().for_each(S::retire);
    }
}

/// Makes the histograms be there before the first call.
fn register(timings: &[&Timing]) {
    for timing in timings {
        timing.durations().series();
    }
}

fn set(gauge: &Gauge, number: impl TryInto<u32>) {
    gauge.set(f64::from(number.try_into().unwrap_or(u32::MAX)));
}

pub(super) struct BreakerSeries {
    successes: Total,
    failures: Total,
    ignored: Total,
    rejected: Total,
    opened: Total,
    states: [Gauge; CircuitState::ALL.len()],
    /// The number of the state that was told last.
    generation: u64,
}

impl BreakerSeries {
    /// Tells the state of that number, unless a later one has been told.
    pub(super) fn state(&mut self, state: CircuitState, generation: u64) {
        if generation < self.generation {
            return;
        }
        self.generation = generation;
        for (gauge, each) in self.states.iter().zip(CircuitState::ALL) {
            set(gauge, u32::from(each == state));
        }
    }
}

impl Series for BreakerSeries {
    type Policy = CircuitBreaker;

    fn new(policy: &CircuitBreaker, name: &Name) -> Self {
        register(&policy.timings());
        let calls = |outcome| Total::new(&BREAKER_CALLS, name, &[outcome]);
        Self {
            successes: calls("success"),
            failures: calls("failure"),
            ignored: calls("ignored"),
            rejected: Total::new(&REJECTIONS, name, &["circuit_open"]),
            opened: Total::new(&BREAKER_OPENED, name, &[]),
            states: CircuitState::ALL.map(|state| BREAKER_STATE.gauge(name, &[state.label()])),
            generation: 0,
        }
    }

    fn tell(&mut self, policy: &CircuitBreaker) {
        let now = policy.look();
        self.successes.tell(now.successes);
        self.failures.tell(now.failures);
        self.ignored.tell(now.ignored);
        self.rejected.tell(now.rejected);
        self.opened.tell(now.opened);
        // What is read under the lock of the series is the latest, also where the policy is another.
        self.generation = 0;
        self.state(now.state, now.generation);
    }

    fn retire(&mut self) {
        self.states.iter().for_each(|gauge| set(gauge, 0_u32));
    }
}

pub(super) struct BulkheadSeries {
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
            admitted: Total::new(&BULKHEAD_CALLS, name, &[]),
            rejected: Total::new(&REJECTIONS, name, &["bulkhead_full"]),
            in_flight: BULKHEAD_IN_FLIGHT.gauge(name, &[]),
            waiting: BULKHEAD_WAITING.gauge(name, &[]),
            max: BULKHEAD_MAX.gauge(name, &[]),
        }
    }

    fn tell(&mut self, policy: &Bulkhead) {
        let now = policy.look();
        self.admitted.tell(now.admitted);
        self.rejected.tell(now.rejected);
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

pub(super) struct LimiterSeries {
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
            admitted: Total::new(&LIMITER_CALLS, name, &[]),
            rejected: Total::new(&REJECTIONS, name, &["rate_limited"]),
            available: LIMITER_AVAILABLE.gauge(name, &[]),
            burst: LIMITER_BURST.gauge(name, &[]),
            waiting: LIMITER_WAITING.gauge(name, &[]),
        }
    }

    fn tell(&mut self, policy: &RateLimiter) {
        let now = policy.look();
        self.admitted.tell(now.admitted);
        self.rejected.tell(now.rejected);
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

pub(super) struct BudgetSeries {
    granted: Total,
    refunded: Total,
    refused: Total,
    balance: Gauge,
    burst: Gauge,
}

impl Series for BudgetSeries {
    type Policy = RetryBudget;

    fn new(_: &RetryBudget, name: &Name) -> Self {
        let retries = |result| Total::new(&BUDGET_RETRIES, name, &[result]);
        Self {
            granted: retries("granted"),
            refunded: retries("refunded"),
            refused: retries("refused"),
            balance: BUDGET_BALANCE.gauge(name, &[]),
            burst: BUDGET_BURST.gauge(name, &[]),
        }
    }

    fn tell(&mut self, policy: &RetryBudget) {
        let now = policy.look();
        // A counter cannot take back: the refunded are in both.
        self.granted.tell(now.granted + now.refunded);
        self.refunded.tell(now.refunded);
        self.refused.tell(now.refused);
        set(&self.balance, now.balance);
        set(&self.burst, now.burst);
    }

    fn retire(&mut self) {
        set(&self.balance, 0_u32);
        set(&self.burst, 0_u32);
    }
}

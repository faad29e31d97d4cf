//! The metric series of a circuit breaker.

use ::metrics::Gauge;

use super::{CircuitBreaker, durations};
use crate::Name;
use crate::observe::circuit_state::CircuitState;
use crate::observe::events::Event;
use crate::observe::metrics::{Kind, Metric, REJECTIONS, Series, Total, register, set};

const CALLS: Metric = Metric::new(
    Kind::Counter,
    "resilience_circuit_breaker_calls_total",
    &["name", "outcome"],
    "Calls that ended, by how the circuit breaker counts them.",
);

const OPENED: Metric = Metric::new(
    Kind::Counter,
    "resilience_circuit_breaker_opened_total",
    &["name"],
    "Number of times that the circuit breaker has opened by itself.",
);

const STATE: Metric = Metric::new(
    Kind::Gauge,
    "resilience_circuit_breaker_state",
    &["name", "state"],
    "1 for the current state of the circuit breaker, 0 for every other.",
);

/// Every metric of a circuit breaker.
pub(crate) const METRICS: &[Metric] = &[CALLS, OPENED, STATE, durations::SUCCESS.metric()];

#[derive(Debug)]
pub struct BreakerSeries {
    successes: Total,
    failures: Total,
    ignored: Total,
    rejected: Total,
    opened: Total,
    states: [Gauge; CircuitState::ALL.len()],
    /// The generation of the state that was reported last.
    generation: u64,
}

impl BreakerSeries {
    /// Reports the state of that generation, unless a later one has been reported.
    fn state(&mut self, state: CircuitState, generation: u64) {
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
        let calls = |outcome| Total::new(&CALLS, name, &[outcome]);
        Self {
            successes: calls("success"),
            failures: calls("failure"),
            ignored: calls("ignored"),
            rejected: Total::new(&REJECTIONS, name, &["circuit_open"]),
            opened: Total::new(&OPENED, name, &[]),
            states: CircuitState::ALL.map(|state| STATE.gauge(name, &[state.label()])),
            generation: 0,
        }
    }

    fn report(&mut self, policy: &CircuitBreaker) {
        let now = policy.quick_snapshot();
        self.successes.report(now.successes);
        self.failures.report(now.failures);
        self.ignored.report(now.ignored);
        self.rejected.report(now.rejected);
        self.opened.report(now.opened);
        // The snapshot is read under the lock of the series, so it is the latest state, also of
        // another breaker that has taken the name of a pruned one.
        self.generation = 0;
        self.state(now.state, now.generation);
    }

    fn retire(&mut self) {
        self.states.iter().for_each(|gauge| set(gauge, 0_u32));
    }

    fn observes(event: &Event) -> bool {
        matches!(event, Event::Transition { .. })
    }

    fn observe(&mut self, event: &Event) {
        if let Event::Transition { to, generation, .. } = event {
            self.state(*to, *generation);
        }
    }
}

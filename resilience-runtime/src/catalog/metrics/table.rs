//! The names of the metrics, and their labels.

use ::metrics::{Counter, Gauge, Histogram, Label, Unit};

use crate::Name;

/// What kind of metric it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A total that only grows.
    Counter,
    /// A number that goes up and down.
    Gauge,
    /// A distribution.
    Histogram,
}

/// A metric that this crate tells; [`METRICS`] lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What kind it is.
    pub kind: Kind,
    /// The labels that each of its series has.
    pub labels: &'static [&'static str],
    /// What it says.
    pub help: &'static str,
}

impl Metric {
    const fn new(
        kind: Kind,
        name: &'static str,
        labels: &'static [&'static str],
        help: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            labels,
            help,
        }
    }

    pub(super) fn describe(&self) {
        let unit = if self.name.ends_with("_seconds") {
            Unit::Seconds
        } else {
            Unit::Count
        };
        match self.kind {
            Kind::Counter => ::metrics::describe_counter!(self.name, unit, self.help),
            Kind::Gauge => ::metrics::describe_gauge!(self.name, unit, self.help),
            Kind::Histogram => ::metrics::describe_histogram!(self.name, unit, self.help),
        }
    }

    /// The counter of that policy or function; `values` are those of the labels after `name`.
    pub(super) fn counter(&self, name: &Name, values: &[&'static str]) -> Counter {
        ::metrics::counter!(self.name, self.with(name, values))
    }

    pub(super) fn gauge(&self, name: &Name, values: &[&'static str]) -> Gauge {
        ::metrics::gauge!(self.name, self.with(name, values))
    }

    pub(super) fn histogram(&self, name: &Name, values: &[&'static str]) -> Histogram {
        ::metrics::histogram!(self.name, self.with(name, values))
    }

    fn with(&self, name: &Name, values: &[&'static str]) -> Vec<Label> {
        let name = Label::new("name", name.to_string());
        let rest = self.labels.iter().skip(1).zip(values);
        std::iter::once(name)
            .chain(rest.map(|(label, value)| Label::from_static_parts(label, value)))
            .collect()
    }
}

/// Gives each metric a constant, and lists them.
macro_rules! metrics {
    ($($constant:ident = $kind:ident $name:literal [$($label:literal),*] $help:literal;)*) => {
        $(pub(super) const $constant: Metric =
            Metric::new(Kind::$kind, $name, &[$($label),*], $help);)*

        /// Every metric that this crate tells, as the table of the module has them.
        pub const METRICS: &[Metric] = &[$($constant),*];
    };
}

metrics! {
    BREAKER_CALLS = Counter "resilience_circuit_breaker_calls_total" ["name", "outcome"]
        "Calls that ended, by how the circuit breaker counts them.";
    BREAKER_OPENED = Counter "resilience_circuit_breaker_opened_total" ["name"]
        "How often the circuit breaker has opened by itself.";
    BREAKER_STATE = Gauge "resilience_circuit_breaker_state" ["name", "state"]
        "1 for the state that the circuit breaker is in, 0 for every other.";
    BREAKER_DURATION = Histogram "resilience_circuit_breaker_call_duration_seconds" ["name", "outcome"]
        "How long the calls took that the circuit breaker counts.";
    BULKHEAD_CALLS = Counter "resilience_bulkhead_calls_total" ["name"]
        "Calls that the bulkhead let in.";
    BULKHEAD_IN_FLIGHT = Gauge "resilience_bulkhead_in_flight" ["name"]
        "Calls that run in the bulkhead.";
    BULKHEAD_WAITING = Gauge "resilience_bulkhead_waiting" ["name"]
        "Calls that wait for a place in the bulkhead.";
    BULKHEAD_MAX = Gauge "resilience_bulkhead_max" ["name"]
        "How many calls may run in the bulkhead at once.";
    BULKHEAD_DURATION = Histogram "resilience_bulkhead_call_duration_seconds" ["name"]
        "How long calls ran in the bulkhead.";
    BULKHEAD_WAIT = Histogram "resilience_bulkhead_wait_duration_seconds" ["name"]
        "How long calls waited for their place in the bulkhead.";
    LIMITER_CALLS = Counter "resilience_rate_limiter_calls_total" ["name"]
        "Calls that the rate limiter let go.";
    LIMITER_AVAILABLE = Gauge "resilience_rate_limiter_available" ["name"]
        "Calls that the rate limiter would let go at once.";
    LIMITER_BURST = Gauge "resilience_rate_limiter_burst" ["name"]
        "Calls that the rate limiter lets go at once after a quiet time.";
    LIMITER_WAITING = Gauge "resilience_rate_limiter_waiting" ["name"]
        "Calls that wait for a permit of the rate limiter.";
    LIMITER_WAIT = Histogram "resilience_rate_limiter_wait_duration_seconds" ["name"]
        "How long calls waited for their permit of the rate limiter.";
    BUDGET_RETRIES = Counter "resilience_retry_budget_retries_total" ["name", "result"]
        "Retries that the budget was asked for, by what became of them.";
    BUDGET_BALANCE = Gauge "resilience_retry_budget_balance" ["name"]
        "Retries that the budget would grant now.";
    BUDGET_BURST = Gauge "resilience_retry_budget_burst" ["name"]
        "Retries that the budget grants at once at the most.";
    REJECTIONS = Counter "resilience_rejections_total" ["name", "kind"]
        "Calls that were refused or cut off.";
    RETRIES = Counter "resilience_retries_total" ["name"]
        "Retries that a function has made.";
    RETRY_ENDS = Counter "resilience_retry_ends_total" ["name", "result"]
        "Calls under a retry whose first attempt was no success, by how they ended.";
    RETRY_ATTEMPTS = Histogram "resilience_retry_attempts" ["name"]
        "Attempts that those calls took, the first call included.";
    FALLBACKS = Counter "resilience_fallbacks_total" ["name", "cause"]
        "Calls that the fallback of a function has answered.";
    CONFLICTS = Gauge "resilience_conflicts" []
        "Names that are given different settings, or not all that they need.";
}

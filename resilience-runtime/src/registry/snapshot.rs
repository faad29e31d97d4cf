//! Every policy of the process at one look.

use super::{Conflict, Registered, validate};
use crate::{
    Bulkhead, BulkheadSnapshot, CircuitBreaker, CircuitBreakerSnapshot, RateLimiter,
    RateLimiterSnapshot, RetryBudget, RetryBudgetSnapshot,
};

/// Every policy of the process; made by [`snapshot`].
///
/// With the feature `serde` it can be serialised. Field names are those of the structs; states are
/// in snake case, durations in seconds, rates of a window are fractions of one. A duration without
/// end, as `retry_after` of a breaker that is forced open, is null: its `state` says why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Snapshot {
    /// The circuit breakers, sorted by name.
    pub circuit_breakers: Vec<CircuitBreakerSnapshot>,
    /// The bulkheads, sorted by name.
    pub bulkheads: Vec<BulkheadSnapshot>,
    /// The rate limiters, sorted by name.
    pub rate_limiters: Vec<RateLimiterSnapshot>,
    /// The retry budgets, sorted by name.
    pub retry_budgets: Vec<RetryBudgetSnapshot>,
    /// What [`validate`] reports.
    pub conflicts: Vec<Conflict>,
}

/// Every policy, also of functions not called yet: what can be read, and the settings.
///
/// One policy is read after the other, each at one moment; reading changes nothing.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{registry, CircuitBreaker, CircuitState};
/// CircuitBreaker::builder("tolls").threshold(4).build().force_open();
/// let snapshot = registry::snapshot();
/// let tolls = snapshot.circuit_breakers.iter().find(|it| it.name == "tolls").unwrap();
/// assert_eq!(tolls.state, CircuitState::ForcedOpen);
/// assert_eq!(tolls.settings, "threshold = 4, cooldown = 30s, probes = 3");
/// ```
pub fn snapshot() -> Snapshot {
    Snapshot {
        circuit_breakers: each(CircuitBreaker::snapshot),
        bulkheads: each(Bulkhead::snapshot),
        rate_limiters: each(RateLimiter::snapshot),
        retry_budgets: each(RetryBudget::snapshot),
        conflicts: validate().err().unwrap_or_default(),
    }
}

fn each<P: Registered, S>(look: impl Fn(&P) -> S) -> Vec<S> {
    P::registry().all().iter().map(look).collect()
}

/// The settings that a site gives the policy of that name, as an attribute writes them.
pub(crate) fn declared<P: Registered>(name: &str) -> Option<String> {
    let given = P::registry().given(name)?;
    Some(given.to_string())
}

//! What the annotated functions are made of.

use super::{Declared, Policy, Registered, Site, Sites};
use crate::{Bulkhead, CircuitBreaker, Name, RateLimiter, RetryBudget};

/// Something that an annotated function has above it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Use {
    /// The path of the function, as events name it.
    pub function: &'static str,
    /// What it is: `circuit breaker`, `bulkhead`, `rate limiter`, `retry budget`, `retry`, `timeout` or
    /// `fallback`.
    pub kind: &'static str,
    /// The name of the policy; `None` for a retry, timeout or fallback, which are the function's own.
    pub policy: Option<Name>,
}

/// What every annotated function has above it, also those not called yet.
///
/// Events about timeouts, retries and fallbacks name the function, snapshots name the policy: this
/// leads from one to the other.
pub fn uses() -> Vec<Use> {
    let sites = Sites::linked();
    let mut uses = Vec::new();
    add(&mut uses, &sites.circuit_breakers, CircuitBreaker::name);
    add(&mut uses, &sites.bulkheads, Bulkhead::name);
    add(&mut uses, &sites.rate_limiters, RateLimiter::name);
    add(&mut uses, &sites.retry_budgets, RetryBudget::name);
    for (kind, functions) in [
        ("retry", &sites.retries),
        ("timeout", &sites.timeouts),
        ("fallback", &sites.fallbacks),
    ] {
        uses.extend(functions.iter().map(|&function| Use {
            function,
            kind,
            policy: None,
        }));
    }
    uses
}

fn add<P: Registered>(
    uses: &mut Vec<Use>,
    sites: &[(&'static str, &'static Site<P>)],
    name: fn(&P) -> &str,
) {
    uses.extend(sites.iter().map(|&(function, site)| Use {
        function,
        kind: <P as Policy>::KIND,
        policy: Some(name(&P::find(site, function)).into()),
    }));
}

//! Which function uses which policy.

use super::{Policy, Registered, Site, Sites};
use crate::{Bulkhead, CircuitBreaker, Name, RateLimiter, RetryBudget};

/// A policy that an annotated function uses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Use {
    /// The path of the function, as events name it.
    pub function: &'static str,
    /// What kind of policy: `circuit breaker`, `bulkhead`, `rate limiter`, `retry budget`.
    pub kind: &'static str,
    /// Its name.
    pub policy: Name,
}

/// Which annotated functions use which policies, also functions not called yet.
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
    uses
}

fn add<P: Registered>(uses: &mut Vec<Use>, sites: &[&'static Site<P>], name: fn(&P) -> &str) {
    uses.extend(sites.iter().map(|site| Use {
        function: site.function,
        kind: <P as Policy>::KIND,
        policy: name(site.policy()).into(),
    }));
}

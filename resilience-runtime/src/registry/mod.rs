//! The named policies of the process: to look up, to list, to validate.
//!
//! Every annotated function declares its policies at link time, so they are listed before the first
//! call. A name is one policy: one site gives its settings, and others join with the name alone,
//! whichever runs first. A policy without a name belongs to its function; it is listed under the
//! function's path and is never shared.
//!
//! What the sites say can be changed while the service runs, by `adjust` on a policy: it outranks
//! them all from then on, and is no conflict. So can it be from outside the code, with the feature
//! `config`. [`validate`] holds sites against sites.

mod adjust;
mod builder;
#[cfg(feature = "config")]
mod configure;
mod conflict;
mod entry;
mod function;
mod overlay;
mod policies;
mod policy;
pub(crate) mod site;
mod sites;
mod snapshot;
mod table;
mod uses;

use once_cell::sync::Lazy;

pub(crate) use adjust::replace;
pub use builder::Builder;
#[doc(hidden)]
pub use builder::{accept, named};
#[cfg(feature = "config")]
pub(crate) use configure::Base;
pub use conflict::Conflict;
#[doc(hidden)]
pub use function::{About, Declares, Function, Standing, from_first_call};
#[cfg(feature = "config")]
pub(crate) use overlay::Overlay;
pub use policies::Registry;
pub use policy::{Policy, Registered};
#[doc(hidden)]
pub use site::{Declared, Site};
#[doc(hidden)]
pub use sites::{Linked, Placed, Sites};
pub(crate) use snapshot::declared;
pub use snapshot::{Snapshot, snapshot};
pub use uses::{Use, uses};

use crate::{Bulkhead, CircuitBreaker, RateLimiter, RetryBudget};

/// Gives each kind of policy its registry, filled with what the linked functions declare.
macro_rules! registries {
    ($($policy:ident: $sites:ident),*) => {$(
        impl Registered for $policy {
            fn sites(sites: &mut Sites) -> &mut Placed<Self> {
                &mut sites.$sites
            }

            fn registry() -> &'static Registry<Self> {
                static REGISTRY: Lazy<Registry<$policy>> = Lazy::new(|| {
                    Registry::of(Sites::linked().$sites.clone())
                });
                let registry = Lazy::force(&REGISTRY);
                registry.announce();
                registry
            }

            #[cold]
            fn of_site(site: &Site<Self>, function: &'static str) -> Self {
                // Making the registry declares every site that was collected at link time.
                let registry = Self::registry();
                let policy = registry.of_site(site, function);
                registry.announce();
                policy
            }
        }
    )*};
}

registries!(
    CircuitBreaker: circuit_breakers,
    Bulkhead: bulkheads,
    RateLimiter: rate_limiters,
    RetryBudget: retry_budgets
);

/// The circuit breaker of that name.
pub fn circuit_breaker(name: &str) -> Option<CircuitBreaker> {
    CircuitBreaker::registry().get(name)
}

/// The bulkhead of that name.
pub fn bulkhead(name: &str) -> Option<Bulkhead> {
    Bulkhead::registry().get(name)
}

/// The rate limiter of that name.
pub fn rate_limiter(name: &str) -> Option<RateLimiter> {
    RateLimiter::registry().get(name)
}

/// The retry budget of that name.
pub fn retry_budget(name: &str) -> Option<RetryBudget> {
    RetryBudget::registry().get(name)
}

/// Every circuit breaker, also of functions not called yet, sorted by name.
pub fn circuit_breakers() -> Vec<CircuitBreaker> {
    CircuitBreaker::registry().all()
}

/// Every bulkhead, also of functions not called yet, sorted by name.
pub fn bulkheads() -> Vec<Bulkhead> {
    Bulkhead::registry().all()
}

/// Every rate limiter, also of functions not called yet, sorted by name.
pub fn rate_limiters() -> Vec<RateLimiter> {
    RateLimiter::registry().all()
}

/// Every retry budget, also of functions not called yet, sorted by name.
pub fn retry_budgets() -> Vec<RetryBudget> {
    RetryBudget::registry().all()
}

/// Whether every name has one set of settings, and all that it needs. Call it where the service starts.
///
/// # Errors
///
/// Every [`Conflict`], with the places in the source that it is between.
pub fn validate() -> Result<(), Vec<Conflict>> {
    let mut conflicts = CircuitBreaker::registry().conflicts();
    conflicts.extend(Bulkhead::registry().conflicts());
    conflicts.extend(RateLimiter::registry().conflicts());
    conflicts.extend(RetryBudget::registry().conflicts());
    if conflicts.is_empty() {
        Ok(())
    } else {
        Err(conflicts)
    }
}

/// Puts every circuit breaker, rate limiter and retry budget back to its beginning, and forgets the
/// values that fallbacks have remembered. Settings that someone has adjusted or configured stay.
///
/// For tests: those of one process share its policies, and each has a paused clock of its own. Call it
/// where a test begins, and run such tests one at a time, or give them policies of their own.
pub fn reset() {
    circuit_breakers().iter().for_each(CircuitBreaker::reset);
    rate_limiters().iter().for_each(RateLimiter::reset);
    retry_budgets().iter().for_each(RetryBudget::reset);
    #[cfg(feature = "stale")]
    crate::policies::fallback::stale::forget_all();
}

/// Forgets every policy that a builder made, no annotated function names and no handle holds; says
/// how many there were.
///
/// For services that make policies by names that come and go, one per tenant say: without it a
/// name, and its state, is kept for as long as the process runs.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{registry, CircuitBreaker};
/// let tenant = CircuitBreaker::builder("tenant-17").build();
/// assert_eq!(registry::prune(), 0);
/// drop(tenant);
/// assert_eq!(registry::prune(), 1);
/// assert!(registry::circuit_breaker("tenant-17").is_none());
/// ```
pub fn prune() -> usize {
    // Once more before they are gone; and once when they are, so that others may take their names.
    #[cfg(feature = "metrics")]
    crate::catalog::metrics::refresh();
    let pruned = CircuitBreaker::registry().prune()
        + Bulkhead::registry().prune()
        + RateLimiter::registry().prune()
        + RetryBudget::registry().prune();
    #[cfg(feature = "metrics")]
    crate::catalog::metrics::refresh();
    pruned
}

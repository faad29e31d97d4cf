//! Maintenance of all policies: reset and prune.

use super::list::KINDS;

/// Resets every circuit breaker, rate limiter and retry budget, and drops remembered values.
///
/// Remembered values are those of `fallback(stale = …)`. Settings that were adjusted or configured
/// stay.
///
/// For tests: those of one process share its policies, and each has a paused clock of its own. Call it
/// where a test begins, and run such tests one at a time, or give them policies of their own.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{registry, CircuitBreaker, CircuitState};
/// let breaker = CircuitBreaker::builder("tested").build();
/// breaker.force_open();
/// registry::reset();
/// assert_eq!(breaker.state(), CircuitState::Closed);
/// ```
pub fn reset() {
    for kind in KINDS {
        kind.reset();
    }
    #[cfg(feature = "stale")]
    crate::policies::fallback::stale::forget_all();
}

/// Drops every policy that a builder made and nothing uses any more; returns their number.
///
/// A policy is in use if an annotated function names it, or if a handle exists.
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
    // Reports the last figures of the policies before they are dropped, and their absence afterwards,
    // so that others may take their names.
    #[cfg(feature = "metrics")]
    crate::catalog::metrics::refresh();
    let pruned = KINDS.iter().map(|kind| kind.prune()).sum();
    #[cfg(feature = "metrics")]
    crate::catalog::metrics::refresh();
    pruned
}

//! What the annotated functions of the process declare.

use once_cell::sync::Lazy;

use super::Site;
use crate::{Bulkhead, CircuitBreaker, RateLimiter, RetryBudget};

/// A function as it is collected at link time: adds what it declares.
#[derive(Debug)]
pub struct Linked(pub fn(&mut Sites));

inventory::collect!(Linked);

/// The sites of one kind of policy, each with the path of its function.
pub type Placed<P> = Vec<(&'static str, &'static Site<P>)>;

/// What was declared at link time: the sites of every policy, and the paths of the functions that have
/// what is in no registry.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    pub(crate) retries: Vec<&'static str>,
    pub(crate) timeouts: Vec<&'static str>,
    pub(crate) fallbacks: Vec<&'static str>,
    pub(super) circuit_breakers: Placed<CircuitBreaker>,
    pub(super) bulkheads: Placed<Bulkhead>,
    pub(super) rate_limiters: Placed<RateLimiter>,
    pub(super) retry_budgets: Placed<RetryBudget>,
}

impl Sites {
    /// Those of the linked functions.
    pub(crate) fn linked() -> &'static Self {
        static LINKED: Lazy<Sites> = Lazy::new(|| {
            let mut sites = Sites::default();
            for Linked(declare) in inventory::iter::<Linked> {
                declare(&mut sites);
            }
            sites
        });
        &LINKED
    }
}

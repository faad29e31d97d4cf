//! What the annotated functions of the process declare.

use std::fmt;

use once_cell::sync::Lazy;

use super::{Registered, Site};
use crate::{Bulkhead, CircuitBreaker, RateLimiter, RetryBudget};

/// One annotated function: its path, what its calls go through, and the layers of that which all
/// share.
#[derive(Debug)]
pub struct Function<L> {
    /// Its path.
    pub path: &'static str,
    /// Whether it is tried again.
    pub retry: bool,
    /// Whether it has a timeout.
    pub timeout: bool,
    /// Whether it has a fallback.
    pub fallback: bool,
    /// Its layers, the outermost first: `(layer, (layer, ()))`.
    pub layers: L,
}

/// A function as it is collected at link time.
pub struct Declared(pub &'static (dyn Declares + Sync));

inventory::collect!(Declared);

impl fmt::Debug for Declared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Declared").finish_non_exhaustive()
    }
}

/// Something with policies in it.
pub trait Declares {
    /// Adds the sites of its policies.
    fn declare(&'static self, sites: &mut Sites);
}

impl<L: Declares> Declares for Function<L> {
    fn declare(&'static self, sites: &mut Sites) {
        sites.function = self.path;
        self.layers.declare(sites);
        let all = [
            (self.retry, &mut sites.retries),
            (self.timeout, &mut sites.timeouts),
            (self.fallback, &mut sites.fallbacks),
        ];
        for (has, paths) in all {
            paths.extend(has.then_some(self.path));
        }
    }
}

impl<L: Declares, B: Declares> Declares for (L, B) {
    fn declare(&'static self, sites: &mut Sites) {
        self.0.declare(sites);
        self.1.declare(sites);
    }
}

impl Declares for () {
    fn declare(&'static self, _: &mut Sites) {}
}

impl<P: Registered> Declares for Site<P> {
    fn declare(&'static self, sites: &mut Sites) {
        let function = sites.function;
        P::sites(sites).push((function, self));
    }
}

impl<D: Declares> Declares for Option<D> {
    fn declare(&'static self, sites: &mut Sites) {
        if let Some(declares) = self {
            declares.declare(sites);
        }
    }
}

/// The sites of one kind of policy, each with the path of its function.
pub type Found<P> = Vec<(&'static str, &'static Site<P>)>;

/// What was declared at link time: the sites of every policy, and the paths of the functions that have
/// what is in no registry.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    /// The one whose sites are added.
    function: &'static str,
    pub(crate) retries: Vec<&'static str>,
    pub(crate) timeouts: Vec<&'static str>,
    pub(crate) fallbacks: Vec<&'static str>,
    pub(super) circuit_breakers: Found<CircuitBreaker>,
    pub(super) bulkheads: Found<Bulkhead>,
    pub(super) rate_limiters: Found<RateLimiter>,
    pub(super) retry_budgets: Found<RetryBudget>,
}

impl Sites {
    /// Those of the linked functions.
    pub(crate) fn linked() -> &'static Self {
        static LINKED: Lazy<Sites> = Lazy::new(|| {
            let mut sites = Sites::default();
            for Declared(function) in inventory::iter::<Declared> {
                function.declare(&mut sites);
            }
            sites
        });
        &LINKED
    }
}

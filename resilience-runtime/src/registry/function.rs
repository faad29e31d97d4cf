//! What the annotated functions of the process declare.

use std::fmt;

use once_cell::sync::Lazy;

use super::{Registered, Site};
use crate::{Bulkhead, CircuitBreaker, RateLimiter, RetryBudget};

/// The layers of one annotated function.
#[derive(Debug)]
pub struct Function<L> {
    layers: L,
}

impl<L> Function<L> {
    /// The function with those layers, the outermost first: `(layer, (layer, ()))`.
    pub const fn new(layers: L) -> Self {
        Self { layers }
    }

    /// Its layers.
    #[inline]
    pub const fn layers(&self) -> &L {
        &self.layers
    }
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
        self.layers.declare(sites);
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
        P::sites(sites).push(self);
    }
}

impl<D: Declares> Declares for Option<D> {
    fn declare(&'static self, sites: &mut Sites) {
        if let Some(declares) = self {
            declares.declare(sites);
        }
    }
}

/// The sites of every policy that was declared at link time.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    pub(super) circuit_breakers: Vec<&'static Site<CircuitBreaker>>,
    pub(super) bulkheads: Vec<&'static Site<Bulkhead>>,
    pub(super) rate_limiters: Vec<&'static Site<RateLimiter>>,
    pub(super) retry_budgets: Vec<&'static Site<RetryBudget>>,
}

impl Sites {
    /// Those of the linked functions.
    pub(super) fn linked() -> &'static Self {
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

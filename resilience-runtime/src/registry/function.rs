//! What the annotated functions of the process declare.

use std::fmt;

use once_cell::sync::Lazy;

use super::{Registered, Site};
use crate::{Bulkhead, CircuitBreaker, RateLimiter, RetryBudget};

/// One annotated function: its path, what its calls go through, and the layers of that which all
/// share.
#[derive(Debug)]
pub struct Function<L> {
    path: &'static str,
    parts: Parts,
    /// Its layers.
    pub layers: L,
}

/// What a function has beside policies of the registry.
#[derive(Clone, Copy, Debug, Default)]
struct Parts {
    retry: bool,
    timeout: bool,
    fallback: bool,
}

impl<L> Function<L> {
    /// The function with those layers, the outermost first: `(layer, (layer, ()))`.
    pub const fn new(path: &'static str, layers: L) -> Self {
        let parts = Parts {
            retry: false,
            timeout: false,
            fallback: false,
        };
        Self {
            path,
            parts,
            layers,
        }
    }

    /// With a retry.
    #[must_use]
    pub const fn retry(mut self) -> Self {
        self.parts.retry = true;
        self
    }

    /// With a timeout.
    #[must_use]
    pub const fn timeout(mut self) -> Self {
        self.parts.timeout = true;
        self
    }

    /// With a fallback.
    #[must_use]
    pub const fn fallback(mut self) -> Self {
        self.parts.fallback = true;
        self
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
        let Parts {
            retry,
            timeout,
            fallback,
        } = self.parts;
        let all = [
            (retry, &mut sites.retries),
            (timeout, &mut sites.timeouts),
            (fallback, &mut sites.fallbacks),
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

/// What was declared at link time: the sites of every policy, and the paths of the functions that have
/// what is in no registry.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    pub(crate) retries: Vec<&'static str>,
    pub(crate) timeouts: Vec<&'static str>,
    pub(crate) fallbacks: Vec<&'static str>,
    pub(super) circuit_breakers: Vec<&'static Site<CircuitBreaker>>,
    pub(super) bulkheads: Vec<&'static Site<Bulkhead>>,
    pub(super) rate_limiters: Vec<&'static Site<RateLimiter>>,
    pub(super) retry_budgets: Vec<&'static Site<RetryBudget>>,
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

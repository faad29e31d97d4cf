//! What the annotated functions of the process declare.

use once_cell::race::OnceRef;
use once_cell::sync::Lazy;

use super::{Declared, Site};
use crate::pipeline::{Holds, Layer};
use crate::{Bulkhead, CircuitBreaker, RateLimiter, RetryBudget};

/// One annotated function: its path, what its attributes declare, and what its calls go through, once there
/// was one.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Function<L: Declared> {
    pub path: &'static str,
    pub retry: bool,
    pub timeout: bool,
    pub fallback: bool,
    /// The outermost first: `(site, (site, ()))`.
    pub sites: L::Site,
    /// Of all that is in the static this alone changes: rustc looks long at what does.
    pub layers: OnceRef<'static, L>,
}

/// The layers of a function that was not called yet.
pub const fn from_first_call<L>() -> OnceRef<'static, L> {
    OnceRef::new()
}

impl<L: Declared> Function<L> {
    /// What its calls go through.
    #[inline]
    pub fn found(&self) -> &L {
        match self.layers.get() {
            Some(layers) => layers,
            None => self.find(),
        }
    }

    /// The same before the first call. Of several threads that do so at once one sets it; who hears of the
    /// registries' news in the meantime may call the function too.
    #[cold]
    #[inline(never)]
    fn find(&self) -> &L {
        let layers = L::find(&self.sites, self.path);
        self.layers.get_or_init(|| Box::leak(Box::new(layers)))
    }
}

impl<L: Declared + Layer> Holds for Function<L> {
    type Layers = L;

    #[inline]
    fn layers(&self) -> &L {
        self.found()
    }
}

/// Something that declares policies.
pub trait Declares {
    /// Adds what it declares.
    fn declare(&'static self, sites: &mut Sites);
}

impl<L: Declared> Declares for Function<L> {
    fn declare(&'static self, sites: &mut Sites) {
        sites.function = self.path;
        L::declare(&self.sites, sites);
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

/// A function of whose layers none is in a registry: they stand in its static, and are not looked for.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Standing<L> {
    pub function: Function<()>,
    pub layers: L,
}

impl<L: Layer> Holds for Standing<L> {
    type Layers = L;

    #[inline]
    fn layers(&self) -> &L {
        &self.layers
    }
}

impl<L> Declares for Standing<L> {
    fn declare(&'static self, sites: &mut Sites) {
        self.function.declare(sites);
    }
}

/// A function as it is collected at link time: adds what it declares.
#[derive(Debug)]
pub struct Linked(pub fn(&mut Sites));

inventory::collect!(Linked);

/// The sites of one kind of policy, each with the path of its function.
pub type Found<P> = Vec<(&'static str, &'static Site<P>)>;

/// What was declared at link time: the sites of every policy, and the paths of the functions that have
/// what is in no registry.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    /// The one whose sites are added.
    pub(super) function: &'static str,
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
            for Linked(declare) in inventory::iter::<Linked> {
                declare(&mut sites);
            }
            sites
        });
        &LINKED
    }
}

//! An annotated function, as its static describes it.

use once_cell::race::OnceRef;

use super::{FromSite, Sites};

/// The facts about an annotated function that no registry has.
#[derive(Clone, Copy, Debug)]
pub struct FunctionInfo {
    /// Its path.
    pub path: &'static str,
    /// Whether it has the attribute `retry`.
    pub retry: bool,
    /// Whether it has a timeout.
    pub timeout: bool,
    /// Whether it has a fallback.
    pub fallback: bool,
}

impl FunctionInfo {
    fn declare(&self, sites: &mut Sites) {
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

/// An annotated function whose policies are in registries.
///
/// Its attributes declare sites; the first call looks up the policies and stores the layers.
#[derive(Debug)]
pub struct Function<L: FromSite> {
    /// The facts about the function.
    pub info: FunctionInfo,
    /// The sites, outermost first: `(site, (site, ()))`.
    pub sites: L::Site,
    /// The layers, once a call has resolved them. Nothing else in the static changes after it is
    /// built, which keeps compile times low.
    pub layers: OnceRef<'static, L>,
}

/// The layers of a function that was not called yet.
pub const fn unresolved<L>() -> OnceRef<'static, L> {
    OnceRef::new()
}

impl<L: FromSite> Function<L> {
    /// Returns the layers; the first call looks them up.
    #[inline]
    pub fn layers(&self) -> &L {
        match self.layers.get() {
            Some(layers) => layers,
            None => self.resolve(),
        }
    }

    /// Looks up the layers and stores them.
    ///
    /// Several threads may do this at once, and a listener that is notified of a conflict may call the
    /// function as well. One of them stores its layers; the others leak theirs.
    #[cold]
    #[inline(never)]
    fn resolve(&self) -> &L {
        let layers = L::resolve(&self.sites, self.info.path);
        self.layers.get_or_init(|| Box::leak(Box::new(layers)))
    }
}

/// A static that declares policies.
pub trait Declare {
    /// Adds the declared sites to `sites`.
    fn declare(&'static self, sites: &mut Sites);
}

impl<L: FromSite> Declare for Function<L> {
    fn declare(&'static self, sites: &mut Sites) {
        L::declare(&self.sites, self.info.path, sites);
        self.info.declare(sites);
    }
}

/// An annotated function none of whose layers is in a registry.
///
/// The static contains the layers themselves, so nothing has to be looked up.
#[derive(Debug)]
pub struct StaticFunction<L> {
    /// The facts about the function.
    pub info: FunctionInfo,
    /// The layers of its calls.
    pub layers: L,
}

impl<L> Declare for StaticFunction<L> {
    fn declare(&'static self, sites: &mut Sites) {
        self.info.declare(sites);
    }
}

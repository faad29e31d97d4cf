//! An annotated function, as it stands in a static.

use once_cell::race::OnceRef;

use super::{FromSite, Sites};

/// What is said of an annotated function, and is in no registry.
#[derive(Clone, Copy, Debug)]
pub struct FunctionInfo {
    /// Its path.
    pub path: &'static str,
    /// Whether it is tried again.
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

/// One annotated function: what its attributes declare, and what its calls go through, once there was one.
#[derive(Debug)]
pub struct Function<L: FromSite> {
    /// What it is.
    pub info: FunctionInfo,
    /// The outermost first: `(site, (site, ()))`.
    pub sites: L::Site,
    /// Of all that is in the static this alone changes: rustc looks long at what does.
    pub layers: OnceRef<'static, L>,
}

/// The layers of a function that was not called yet.
pub const fn unresolved<L>() -> OnceRef<'static, L> {
    OnceRef::new()
}

impl<L: FromSite> Function<L> {
    /// What its calls go through.
    #[inline]
    pub fn layers(&self) -> &L {
        match self.layers.get() {
            Some(layers) => layers,
            None => self.resolve(),
        }
    }

    /// The same before the first call. Of several threads that do so at once one sets it, and who hears of the
    /// registries' news in the meantime may call the function too: what each of the others has found is leaked.
    #[cold]
    #[inline(never)]
    fn resolve(&self) -> &L {
        let layers = L::resolve(&self.sites, self.info.path);
        self.layers.get_or_init(|| Box::leak(Box::new(layers)))
    }
}

/// Something that declares policies.
pub trait Declare {
    /// Adds what it declares.
    fn declare(&'static self, sites: &mut Sites);
}

impl<L: FromSite> Declare for Function<L> {
    fn declare(&'static self, sites: &mut Sites) {
        L::declare(&self.sites, self.info.path, sites);
        self.info.declare(sites);
    }
}

/// A function of whose layers none is in a registry: they stand in its static, and are not looked for.
#[derive(Debug)]
pub struct StaticFunction<L> {
    /// What it is.
    pub info: FunctionInfo,
    /// What its calls go through.
    pub layers: L,
}

impl<L> Declare for StaticFunction<L> {
    fn declare(&'static self, sites: &mut Sites) {
        self.info.declare(sites);
    }
}

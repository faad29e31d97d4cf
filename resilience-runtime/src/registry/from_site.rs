//! The layers that a site declares.

use super::{Registered, Site, Sites};

/// Layers that are made from the sites of a function.
///
/// A value is one layer, or several as `(outermost, (next, (…, ())))`.
pub trait FromSite: Sized + Sync + 'static {
    /// The declaration, which is in a static.
    type Site: Sync + 'static;

    /// Adds the sites whose policies are in a registry. `function` is the path of the function.
    fn declare(site: &'static Self::Site, function: &'static str, sites: &mut Sites);

    /// Returns the layers that the site declares.
    ///
    /// A function resolves its site in its first call. A site is identified by its address, so it must be
    /// in a static.
    fn resolve(site: &Self::Site, function: &'static str) -> Self;
}

impl<P: Registered> FromSite for P {
    type Site = Site<P>;

    fn declare(site: &'static Site<P>, function: &'static str, sites: &mut Sites) {
        P::declare(site, function, sites);
    }

    fn resolve(site: &Site<P>, function: &'static str) -> P {
        P::of_site(site, function)
    }
}

impl<L: FromSite, B: FromSite> FromSite for (L, B) {
    type Site = (L::Site, B::Site);

    fn declare((layer, below): &'static Self::Site, function: &'static str, sites: &mut Sites) {
        L::declare(layer, function, sites);
        B::declare(below, function, sites);
    }

    fn resolve((layer, below): &Self::Site, function: &'static str) -> Self {
        (L::resolve(layer, function), B::resolve(below, function))
    }
}

impl FromSite for () {
    type Site = ();

    fn declare((): &'static (), _: &'static str, _: &mut Sites) {}

    fn resolve((): &(), _: &'static str) {}
}

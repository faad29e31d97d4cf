//! What a kind of policy has to bring to be registered.

use std::fmt::{Debug, Display};

use super::{Placed, Registry, Site, Sites};
use crate::Name;

/// A kind of policy that has a name, settings and state to share.
pub trait Policy: Clone + Debug + Send + Sync + 'static {
    /// Its settings: what two sites of one name must agree on.
    type Settings: Copy + PartialEq + Debug + Display + Send + Sync;
    /// What it is called in messages.
    const KIND: &'static str;
    /// The settings of a site that gives none.
    const DEFAULT: Self::Settings;

    /// A policy in its first state.
    fn create(name: Name, settings: &Self::Settings) -> Self;
    /// The settings in force.
    fn settings(&self) -> Self::Settings;
    /// Puts `new` in force and keeps the state, unless other settings than `old` are in force by
    /// now; says whether it did.
    fn adopt(&self, old: &Self::Settings, new: &Self::Settings) -> bool;
    /// A setting that it cannot do without and that `settings` lack.
    fn missing(_settings: &Self::Settings) -> Option<&'static str> {
        None
    }
    /// Checks settings against each other.
    ///
    /// # Errors
    ///
    /// Why they do not agree.
    fn check(_settings: &Self::Settings) -> Result<(), &'static str> {
        Ok(())
    }
    /// Whether this handle is the only one.
    fn is_unshared(&self) -> bool;
}

/// A policy with a registry of its kind.
pub trait Registered: Policy {
    /// The sites of this kind.
    #[doc(hidden)]
    fn sites(sites: &mut Sites) -> &mut Placed<Self>;
    /// Every policy of this kind in the process.
    fn registry() -> &'static Registry<Self>;
    /// The policy of a site of the function at that path: compiled here, once, and not in every crate that has
    /// annotated functions.
    #[doc(hidden)]
    fn of_site(site: &Site<Self>, function: &'static str) -> Self;
}

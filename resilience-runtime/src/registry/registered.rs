//! The trait of a kind of policy that has a registry.

#[cfg(not(feature = "config"))]
use super::Policy;
#[cfg(feature = "config")]
use super::settings::Configured;
use super::{Registry, Site, Sites};

/// A policy with a registry of its kind. The list of policies implements it.
#[cfg(not(feature = "config"))]
pub trait Registered: Policy {
    /// Adds a site of the function at that path.
    fn declare(site: &'static Site<Self>, function: &'static str, sites: &mut Sites);
    /// Returns the registry of this kind, and notifies no listener.
    fn quiet_registry() -> &'static Registry<Self>;
    /// Returns the policy of a site of the function at that path.
    ///
    /// It is not generic, so that it is compiled here, once, and not in each crate with annotated
    /// functions.
    fn of_site(site: &Site<Self>, function: &'static str) -> Self;
    /// Returns the registry of this kind, and reports new conflicts first.
    fn registry() -> &'static Registry<Self> {
        let registry = Self::quiet_registry();
        registry.report_conflicts();
        registry
    }
}

/// A policy with a registry of its kind. The list of policies implements it.
#[cfg(feature = "config")]
pub trait Registered: Configured {
    /// Adds a site of the function at that path.
    fn declare(site: &'static Site<Self>, function: &'static str, sites: &mut Sites);
    /// Returns the registry of this kind, and notifies no listener.
    fn quiet_registry() -> &'static Registry<Self>;
    /// Returns the policy of a site of the function at that path.
    ///
    /// It is not generic, so that it is compiled here, once, and not in each crate with annotated
    /// functions.
    fn of_site(site: &Site<Self>, function: &'static str) -> Self;
    /// Returns the registry of this kind, and reports new conflicts first.
    fn registry() -> &'static Registry<Self> {
        let registry = Self::quiet_registry();
        registry.report_conflicts();
        registry
    }
}

/// Returns the settings that the code states for a policy, as text.
pub(crate) fn declared<P: Registered>(name: &str) -> Option<String> {
    P::registry()
        .stated_settings(name)
        .map(|settings| settings.to_string())
}

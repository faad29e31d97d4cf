//! The traits of a kind of policy that has a registry.

use std::fmt::{Debug, Display};

#[cfg(feature = "config")]
use super::settings::Configured;
use super::{Registry, Site, Sites};
use crate::Name;
#[cfg(feature = "metrics")]
use crate::observe::metrics::Series;

/// A kind of policy with a name, settings and state that functions may share.
pub trait Policy: Clone + Debug + Send + Sync + 'static {
    /// Its settings. All sites that state settings for one name must state equal ones.
    type Settings: Copy + PartialEq + Debug + Display + Send + Sync;
    /// Its state, counts and settings at one moment.
    type Snapshot;
    /// Its metric series.
    #[cfg(feature = "metrics")]
    type Series: Series<Policy = Self> + 'static;
    /// Its name in messages, such as `circuit breaker`.
    const KIND: &'static str;
    /// The settings of a site that states none.
    const DEFAULT: Self::Settings;

    /// Creates a policy in its initial state.
    fn create(name: Name, settings: &Self::Settings) -> Self;
    /// Returns the current settings.
    fn settings(&self) -> Self::Settings;
    /// Replaces the settings by `new` and keeps the state, if the settings still equal `old`.
    ///
    /// Returns whether they did.
    fn replace_settings(&self, old: &Self::Settings, new: &Self::Settings) -> bool;
    /// Returns the name of a required setting that `settings` lacks.
    fn missing(_settings: &Self::Settings) -> Option<&'static str> {
        None
    }
    /// Checks settings against each other.
    ///
    /// # Errors
    ///
    /// The reason, if they contradict each other.
    fn check(_settings: &Self::Settings) -> Result<(), &'static str> {
        Ok(())
    }
    /// Returns its name.
    fn name(&self) -> &str;
    /// Returns its state, counts and settings at this moment.
    fn snapshot(&self) -> Self::Snapshot;
    /// Resets the state, for tests. The default does nothing.
    fn reset(&self) {}
    /// Whether this handle is the only one to the policy.
    fn is_unshared(&self) -> bool;
}

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

/// Returns the settings that the code states for the policy of that name, as an attribute writes them.
pub(crate) fn declared<P: Registered>(name: &str) -> Option<String> {
    P::registry()
        .stated_settings(name)
        .map(|settings| settings.to_string())
}

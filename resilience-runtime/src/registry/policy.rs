//! What a kind of policy has to bring to be registered.

use std::fmt::{Debug, Display};

#[cfg(feature = "config")]
use super::settings::Configured;
use super::{Registry, Site, Sites};
use crate::Name;
#[cfg(feature = "metrics")]
use crate::observe::metrics::Series;

/// A kind of policy that has a name, settings and state to share.
pub trait Policy: Clone + Debug + Send + Sync + 'static {
    /// Its settings: what two sites of one name must agree on.
    type Settings: Copy + PartialEq + Debug + Display + Send + Sync;
    /// Its figures at one moment.
    type Snapshot;
    /// Its metric series.
    #[cfg(feature = "metrics")]
    type Series: Series<Policy = Self> + 'static;
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
    fn replace_settings(&self, old: &Self::Settings, new: &Self::Settings) -> bool;
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
    /// Its name.
    fn name(&self) -> &str;
    /// Its figures and settings at one moment.
    fn snapshot(&self) -> Self::Snapshot;
    /// Forgets what was counted, for tests. The default keeps everything.
    fn reset(&self) {}
    /// Whether this handle is the only one.
    fn is_unshared(&self) -> bool;
}

/// A policy with a registry of its kind. The list of policies implements it.
#[cfg(not(feature = "config"))]
pub trait Registered: Policy {
    /// Adds a site of the function at that path.
    fn declare(site: &'static Site<Self>, function: &'static str, sites: &mut Sites);
    /// Every policy of this kind in the process, without notifying listeners.
    fn quiet_registry() -> &'static Registry<Self>;
    /// The policy of a site of the function at that path. It is compiled here, once, and not in every
    /// crate that has annotated functions.
    fn of_site(site: &Site<Self>, function: &'static str) -> Self;
    /// Every policy of this kind in the process. New conflicts are reported first.
    fn registry() -> &'static Registry<Self> {
        let registry = Self::quiet_registry();
        registry.announce();
        registry
    }
}

/// A policy with a registry of its kind. The list of policies implements it.
#[cfg(feature = "config")]
pub trait Registered: Configured {
    /// Adds a site of the function at that path.
    fn declare(site: &'static Site<Self>, function: &'static str, sites: &mut Sites);
    /// Every policy of this kind in the process, without notifying listeners.
    fn quiet_registry() -> &'static Registry<Self>;
    /// The policy of a site of the function at that path. It is compiled here, once, and not in every
    /// crate that has annotated functions.
    fn of_site(site: &Site<Self>, function: &'static str) -> Self;
    /// Every policy of this kind in the process. New conflicts are reported first.
    fn registry() -> &'static Registry<Self> {
        let registry = Self::quiet_registry();
        registry.announce();
        registry
    }
}

/// The settings that a site gives the policy of that name, as an attribute writes them.
pub(crate) fn declared<P: Registered>(name: &str) -> Option<String> {
    P::registry()
        .given(name)
        .map(|settings| settings.to_string())
}

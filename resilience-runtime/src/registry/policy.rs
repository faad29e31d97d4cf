//! The trait of a kind of policy with a name, settings and state.

use std::fmt::{Debug, Display};

use crate::Name;
#[cfg(feature = "metrics")]
use crate::observe::metrics::Series;
#[cfg(feature = "overview")]
use crate::observe::overview::Overview;

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
    /// Returns its state and counts in terms that all policies share.
    #[cfg(feature = "overview")]
    fn overview(&self) -> Overview;
    /// Resets the state, for tests. The default does nothing.
    fn reset(&self) {}
    /// Whether this handle is the only one to the policy.
    fn is_unshared(&self) -> bool;
}

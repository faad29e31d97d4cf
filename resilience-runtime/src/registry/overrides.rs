//! Configured settings that override those in the code.

use std::fmt;
use std::sync::Arc;

use super::Policy;

/// Computes the settings of a named policy from those that the code states.
type Override<P> =
    dyn Fn(&str, &<P as Policy>::Settings) -> Result<<P as Policy>::Settings, String> + Send + Sync;

/// The overrides of one kind of policy.
///
/// The function inside runs under the lock of the registry, so it is our own code, never the user's.
pub(crate) struct Overrides<P: Policy>(Option<Arc<Override<P>>>);

impl<P: Policy> Overrides<P> {
    /// No overrides.
    pub(super) const fn none() -> Self {
        Self(None)
    }

    #[cfg(feature = "config")]
    pub(crate) fn new(
        apply: impl Fn(&str, &P::Settings) -> Result<P::Settings, String> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(apply)))
    }

    /// Returns `stated` with the overrides of the policy `name`.
    ///
    /// # Errors
    ///
    /// The reason, if the overrides contradict `stated`.
    pub(super) fn apply(&self, name: &str, stated: &P::Settings) -> Result<P::Settings, String> {
        match &self.0 {
            Some(apply) => apply(name, stated),
            None => Ok(*stated),
        }
    }

    /// Returns `stated` with the overrides, or unchanged if the overrides contradict it.
    pub(super) fn apply_or_keep(&self, name: &str, stated: &P::Settings) -> P::Settings {
        self.apply(name, stated).unwrap_or(*stated)
    }
}

impl<P: Policy> fmt::Debug for Overrides<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Overrides").field(&self.0.is_some()).finish()
    }
}

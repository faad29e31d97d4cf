//! What is configured on top of what the sites say.

use std::fmt;
use std::sync::Arc;

use super::Policy;

/// The settings of the policy of a name, from those that its sites give.
type Over<P> =
    dyn Fn(&str, &<P as Policy>::Settings) -> Result<<P as Policy>::Settings, String> + Send + Sync;

/// What is configured for one kind of policy. It runs under a lock, and so is our own code.
pub(crate) struct Overlay<P: Policy>(Option<Arc<Over<P>>>);

impl<P: Policy> Overlay<P> {
    /// Nothing.
    pub(super) const fn none() -> Self {
        Self(None)
    }

    #[cfg(feature = "config")]
    pub(crate) fn new(
        over: impl Fn(&str, &P::Settings) -> Result<P::Settings, String> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(over)))
    }

    /// The settings that `base` becomes.
    ///
    /// # Errors
    ///
    /// Why what is configured does not go with `base`.
    pub(super) fn over(&self, name: &str, base: &P::Settings) -> Result<P::Settings, String> {
        match &self.0 {
            Some(over) => over(name, base),
            None => Ok(*base),
        }
    }

    /// The settings that `base` becomes: itself, where what is configured does not go with it.
    pub(super) fn settings(&self, name: &str, base: &P::Settings) -> P::Settings {
        self.over(name, base).unwrap_or(*base)
    }
}

impl<P: Policy> fmt::Debug for Overlay<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Overlay").field(&self.0.is_some()).finish()
    }
}

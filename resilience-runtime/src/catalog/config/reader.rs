//! Reading the sections of one kind of policy.

use super::overrides::SectionOverrides;
use super::source::Layer;
use crate::observe::config_error::Error;
use crate::registry::{Overrides, Registered, Registry};

/// Reads the sections of one kind of policy.
pub(crate) trait KindReader {
    /// Reads the sections of this kind in `layers`, of which each outranks those before it.
    fn read(&self, layers: &[Layer<'_>], errors: &mut Vec<Error>) -> StoreOverrides;
}

/// Stores the overrides that were read in the registry. Runs no foreign code.
pub(crate) type StoreOverrides = Box<dyn FnOnce() -> ApplyOverrides>;

/// Applies the overrides. May run wakers and listeners, so call it without holding a lock.
pub(crate) type ApplyOverrides = Box<dyn FnOnce()>;

pub(crate) struct PolicyReader<P: Registered>(pub(crate) &'static Registry<P>);

impl<P: Registered> KindReader for PolicyReader<P> {
    fn read(&self, layers: &[Layer<'_>], errors: &mut Vec<Error>) -> StoreOverrides {
        let registry = self.0;
        let sections = SectionOverrides::<P>::read(layers, &registry.stated_policies(), errors);
        Box::new(move || {
            let apply = move |name: &str, stated: &P::Settings| {
                let settings = sections.apply(name, stated);
                settings.map_err(|error| error.to_string())
            };
            let changed = registry.override_settings(Overrides::new(apply));
            Box::new(move || registry.apply(&changed))
        })
    }
}

//! Reads the sections of one kind of policy.

use super::overrides::Overrides;
use super::source::Layer;
use crate::observe::config_error::Error;
use crate::registry::{Overlay, Registered, Registry};

/// Reads the sections of one kind of policy, whichever it is.
pub(crate) trait KindReader {
    /// Reads what `layers` say of it, of which each outranks those before.
    fn read(&self, layers: &[Layer<'_>], errors: &mut Vec<Error>) -> ApplyOverrides;
}

/// Lays what was read over what the sites say. It runs no foreign code.
pub(crate) type ApplyOverrides = Box<dyn FnOnce() -> NotifyPolicies>;

/// Puts in force what was laid over; wakers and listeners may run.
pub(crate) type NotifyPolicies = Box<dyn FnOnce()>;

pub(crate) struct PolicyReader<P: Registered>(pub(crate) &'static Registry<P>);

impl<P: Registered> KindReader for PolicyReader<P> {
    fn read(&self, layers: &[Layer<'_>], errors: &mut Vec<Error>) -> ApplyOverrides {
        let registry = self.0;
        let overrides = Overrides::<P>::read(layers, &registry.bases(), errors);
        Box::new(move || {
            let over = move |name: &str, base: &P::Settings| {
                let settings = overrides.over(name, base);
                settings.map_err(|error| error.to_string())
            };
            let changed = registry.lay_over(Overlay::new(over));
            Box::new(move || registry.put_in_force(&changed))
        })
    }
}

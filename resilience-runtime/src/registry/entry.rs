//! One policy of a registry, and what is said of it.

use std::collections::HashMap;
use std::panic::Location;

use foldhash::fast::RandomState;

use super::Policy;
use super::overrides::Overlay;
use crate::Name;
use crate::observe::conflict::Conflict;

/// Policies by name. Names may come from outside, a tenant's say: the hasher is seeded at random, so that who does
/// not know the seed cannot choose names that collide. It takes less than half the time of the standard one.
pub(super) type Entries<P> = HashMap<Name, Entry<P>, RandomState>;

#[derive(Debug)]
pub(super) struct Entry<P: Policy> {
    pub(super) policy: P,
    /// In a box: whoever looks a policy up goes past it, and of 100,000 entries as many as possible should
    /// lie in the cache.
    pub(super) said: Box<Said<P>>,
}

/// What is said of a policy.
#[derive(Debug)]
pub(super) struct Said<P: Policy> {
    /// What was given, which is in force until it is configured or adjusted. In a box of its own: where
    /// names are many, most have the defaults.
    pub(super) given: Option<Box<Given<P>>>,
    /// The first site that named it.
    pub(super) named_at: &'static Location<'static>,
    /// Whether an annotated function names it.
    pub(super) declared: bool,
    /// Whether someone has changed its settings while it was in use. That outranks what sites say,
    /// and what was configured before.
    pub(super) adjusted: bool,
}

/// Settings, and who gave them.
#[derive(Debug)]
pub(super) struct Given<P: Policy> {
    pub(super) at: &'static Location<'static>,
    pub(super) settings: P::Settings,
}

impl<P: Policy> Entry<P> {
    pub(super) fn new(
        name: &Name,
        given: Option<Given<P>>,
        named_at: &'static Location<'static>,
        declared: bool,
        overlay: &Overlay<P>,
    ) -> Self {
        let base = given.as_ref().map_or(P::DEFAULT, |given| given.settings);
        Self {
            policy: P::create(name.clone(), &overlay.settings(name, &base)),
            said: Box::new(Said {
                given: given.map(Box::new),
                named_at,
                declared,
                adjusted: false,
            }),
        }
    }

    /// What the sites say.
    pub(super) fn base(&self) -> P::Settings {
        let given = self.said.given.as_ref();
        given.map_or(P::DEFAULT, |given| given.settings)
    }

    /// What should be in force; `None` where that is what someone has adjusted.
    pub(super) fn target(&self, overlay: &Overlay<P>, name: &str) -> Option<P::Settings> {
        (!self.said.adjusted).then(|| overlay.settings(name, &self.base()))
    }

    /// Why what is configured is not in force.
    pub(super) fn refusal(&self, overlay: &Overlay<P>, name: &Name) -> Option<Conflict> {
        let error = overlay.over(name, &self.base()).err()?;
        let given = self.said.given.as_ref();
        Some(Conflict::Configuration {
            kind: P::KIND,
            name: name.clone(),
            at: given.map_or(self.said.named_at, |given| given.at),
            error,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bulkhead, CircuitBreaker, RateLimiter, RetryBudget};

    #[test]
    fn a_name_and_its_entry_take_32_bytes() {
        assert_eq!(size_of::<(Name, Entry<CircuitBreaker>)>(), 32);
        assert_eq!(size_of::<(Name, Entry<Bulkhead>)>(), 32);
        assert_eq!(size_of::<(Name, Entry<RateLimiter>)>(), 32);
        assert_eq!(size_of::<(Name, Entry<RetryBudget>)>(), 32);
    }
}

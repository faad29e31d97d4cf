//! One policy of a registry, and the claims that the code makes about it.

use std::collections::HashMap;
use std::panic::Location;

use foldhash::fast::RandomState;

use super::Policy;
use super::overrides::Overrides;
use crate::Name;
use crate::observe::conflict::Conflict;

/// Policies by name.
///
/// Names may come from outside, for example one per tenant. The hasher has a random seed, so an
/// attacker cannot choose names that collide. It takes less than half the time of the standard one.
pub(super) type Entries<P> = HashMap<Name, Entry<P>, RandomState>;

#[derive(Debug)]
pub(super) struct Entry<P: Policy> {
    pub(super) policy: P,
    /// Boxed to keep the entry small: a lookup does not read it, and of 100,000 entries as many as
    /// possible should fit in the cache.
    pub(super) claims: Box<Claims<P>>,
}

/// The claims that the code makes about one policy.
#[derive(Debug)]
pub(super) struct Claims<P: Policy> {
    /// The first settings that a place in the code states. They apply until a configuration or
    /// `adjust` changes them. Boxed, because of many policies most have the defaults.
    pub(super) stated: Option<Box<StatedSettings<P>>>,
    /// The first place that names the policy.
    pub(super) named_at: &'static Location<'static>,
    /// Whether an annotated function names it. Such a policy is never pruned.
    pub(super) is_declared: bool,
    /// Whether `adjust` changed its settings. They outrank the stated settings and the overrides
    /// that were loaded before.
    pub(super) is_adjusted: bool,
}

/// Settings, and the place in the code that states them.
#[derive(Debug)]
pub(super) struct StatedSettings<P: Policy> {
    pub(super) at: &'static Location<'static>,
    pub(super) settings: P::Settings,
}

impl<P: Policy> Entry<P> {
    pub(super) fn new(
        name: &Name,
        stated: Option<StatedSettings<P>>,
        named_at: &'static Location<'static>,
        is_declared: bool,
        overrides: &Overrides<P>,
    ) -> Self {
        let settings = stated.as_ref().map_or(P::DEFAULT, |stated| stated.settings);
        Self {
            policy: P::create(name.clone(), &overrides.apply_or_keep(name, &settings)),
            claims: Box::new(Claims {
                stated: stated.map(Box::new),
                named_at,
                is_declared,
                is_adjusted: false,
            }),
        }
    }

    /// The settings that the code states, or the defaults.
    pub(super) fn stated_settings(&self) -> P::Settings {
        let stated = self.claims.stated.as_ref();
        stated.map_or(P::DEFAULT, |stated| stated.settings)
    }

    /// The settings that the policy should have; `None` if `adjust` changed them.
    pub(super) fn target(&self, overrides: &Overrides<P>, name: &str) -> Option<P::Settings> {
        (!self.claims.is_adjusted).then(|| overrides.apply_or_keep(name, &self.stated_settings()))
    }

    /// The conflict between the overrides and the stated settings, if they contradict each other.
    pub(super) fn override_conflict(
        &self,
        overrides: &Overrides<P>,
        name: &Name,
    ) -> Option<Conflict> {
        let error = overrides.apply(name, &self.stated_settings()).err()?;
        let stated = self.claims.stated.as_ref();
        Some(Conflict::Configuration {
            kind: P::KIND,
            name: name.clone(),
            at: stated.map_or(self.claims.named_at, |stated| stated.at),
            error,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bulkhead;

    #[test]
    fn a_name_and_its_entry_take_32_bytes() {
        assert_eq!(size_of::<(Name, Entry<Bulkhead>)>(), 32);
    }
}

//! What is configured, laid over what the sites say.

use super::overrides::Overlay;
use super::table::Key;
use super::{Policy, Registered, Registry};
use crate::Name;

/// What the sites say of a policy.
pub(crate) struct Base<P: Policy> {
    pub(crate) name: Name,
    pub(crate) settings: P::Settings,
    /// Why what is configured now is not in force.
    pub(crate) refused: Option<String>,
}

/// Policies whose settings are to be put in force.
pub(crate) struct Changed<P>(Vec<(Key, P)>);

impl<P: Registered> Registry<P> {
    /// Lays other settings over what the sites say; returns the policies that it changes, for
    /// [`put_in_force`](Self::put_in_force). The newest word counts: of those, what someone has
    /// adjusted is forgotten.
    pub(crate) fn lay_over(&self, overlay: Overlay<P>) -> Changed<P> {
        let table = &mut *self.write();
        let named = table.named.iter_mut().map(|it| (false, it));
        let own = table.own.iter_mut().map(|it| (true, it));
        let mut changed = Vec::new();
        for (is_own, (name, entry)) in named.chain(own) {
            let base = entry.base();
            if table.overlay.settings(name, &base) != overlay.settings(name, &base) {
                entry.said.adjusted = false;
                changed.push(((is_own, name.clone()), entry.policy.clone()));
            }
        }
        table.overlay = overlay;
        Changed(changed)
    }

    /// Puts in force what has been laid over. Not under a lock.
    pub(crate) fn put_in_force(&self, changed: &Changed<P>) {
        for (key, policy) in &changed.0 {
            self.align(key, policy);
        }
    }

    /// Every policy, by name.
    pub(crate) fn bases(&self) -> Vec<Base<P>> {
        let table = self.read();
        let entries = table.named.iter().chain(&table.own);
        let mut bases: Vec<_> = entries
            .map(|(name, entry)| Base {
                name: name.clone(),
                settings: entry.base(),
                refused: table.overlay.over(name, &entry.base()).err(),
            })
            .collect();
        bases.sort_by(|one, other| one.name.cmp(&other.name));
        bases
    }
}

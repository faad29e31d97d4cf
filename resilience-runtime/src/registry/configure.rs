//! Applying the configuration to the policies of a registry.

use super::overrides::Overrides;
use super::table::Key;
use super::{Policy, Registry};
use crate::Name;

/// The settings that the code states for one policy, before any override.
pub(crate) struct StatedPolicy<P: Policy> {
    pub(crate) name: Name,
    pub(crate) settings: P::Settings,
    /// Why the current overrides do not apply to it, if they contradict its settings.
    pub(crate) override_error: Option<String>,
}

/// Policies whose settings the overrides change, and which do not have them yet.
pub(crate) struct Changed<P>(Vec<(Key, P)>);

impl<P: Policy> Registry<P> {
    /// Replaces the overrides; returns the policies whose settings they change.
    ///
    /// Those policies lose what `adjust` changed, because the latest change wins. Call
    /// [`apply`](Self::apply) afterwards: this method runs no foreign code.
    pub(crate) fn override_settings(&self, overrides: Overrides<P>) -> Changed<P> {
        let table = &mut *self.write();
        let named = table.named.iter_mut().map(|it| (false, it));
        let unnamed = table.unnamed.iter_mut().map(|it| (true, it));
        let mut changed = Vec::new();
        for (is_unnamed, (name, entry)) in named.chain(unnamed) {
            let stated = entry.stated_settings();
            if table.overrides.apply_or_keep(name, &stated)
                != overrides.apply_or_keep(name, &stated)
            {
                entry.claims.is_adjusted = false;
                changed.push(((is_unnamed, name.clone()), entry.policy.clone()));
            }
        }
        table.overrides = overrides;
        Changed(changed)
    }

    /// Applies the overrides to these policies.
    ///
    /// May run wakers and listeners, so call it without holding a lock.
    pub(crate) fn apply(&self, changed: &Changed<P>) {
        for (key, policy) in &changed.0 {
            self.update_settings(key, policy);
        }
    }

    /// Every policy with the settings that the code states for it, sorted by name.
    pub(crate) fn stated_policies(&self) -> Vec<StatedPolicy<P>> {
        let table = self.read();
        let entries = table.named.iter().chain(&table.unnamed);
        let mut policies: Vec<_> = entries
            .map(|(name, entry)| StatedPolicy {
                name: name.clone(),
                settings: entry.stated_settings(),
                override_error: table.overrides.apply(name, &entry.stated_settings()).err(),
            })
            .collect();
        policies.sort_by(|one, other| one.name.cmp(&other.name));
        policies
    }
}

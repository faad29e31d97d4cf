//! The policies of a registry, with the sites and overrides that set them up.

use std::panic::Location;

use super::entry::{Entries, Entry, StatedSettings};
use super::overrides::Overrides;
use super::{Policy, Site};
use crate::Name;
use crate::observe::conflict::Conflict;

/// The part of a registry that is under its lock.
#[derive(Debug)]
pub(super) struct Table<P: Policy> {
    pub(super) named: Entries<P>,
    /// Policies without a name, each under the path of its function.
    pub(super) unnamed: Entries<P>,
    /// The policy of each site, sorted by the site's address in memory.
    sites: Vec<(usize, P)>,
    pub(super) overrides: Overrides<P>,
    /// Conflicts between sites.
    conflicts: Vec<Conflict>,
    /// The number of `conflicts` that were reported to listeners.
    reported: usize,
    /// Conflicts with the overrides that were not reported yet. Each comes from a policy, or from
    /// settings, newer than the overrides.
    unreported_override_conflicts: Vec<Conflict>,
}

/// The key of a policy in the table: whether it is unnamed, and its name.
pub(super) type Key = (bool, Name);

impl<P: Policy> Default for Table<P> {
    fn default() -> Self {
        Self {
            named: Entries::default(),
            unnamed: Entries::default(),
            sites: Vec::new(),
            overrides: Overrides::none(),
            conflicts: Vec::new(),
            reported: 0,
            unreported_override_conflicts: Vec::new(),
        }
    }
}

impl<P: Policy> Table<P> {
    /// Returns the policy of that name, and whether its settings must be updated.
    ///
    /// They must if the policy existed before and these are the first settings stated for it.
    pub(super) fn join_named(
        &mut self,
        name: &Name,
        stated: Option<P::Settings>,
        at: &'static Location<'static>,
        is_declared: bool,
    ) -> (P, bool) {
        let existed = self.named.contains_key(name);
        let overrides = &self.overrides;
        let stated_here = || stated.map(|settings| StatedSettings { at, settings });
        let entry = self
            .named
            .entry(name.clone())
            .or_insert_with(|| Entry::new(name, stated_here(), at, is_declared, overrides));
        entry.claims.is_declared |= is_declared;
        let mut needs_update = false;
        match (&entry.claims.stated, stated) {
            (_, None) => {}
            (None, Some(_)) => {
                entry.claims.stated = stated_here().map(Box::new);
                needs_update = existed && !entry.claims.is_adjusted;
            }
            (Some(first), Some(settings)) if first.settings == settings => {}
            (Some(first), Some(settings)) => {
                let conflict = Conflict::Settings {
                    kind: P::KIND,
                    name: name.clone(),
                    first: first.at,
                    first_settings: first.settings.to_string(),
                    second: at,
                    second_settings: settings.to_string(),
                };
                // A builder in a loop repeats its conflict, which is reported once.
                if !self.conflicts.contains(&conflict) {
                    self.conflicts.push(conflict);
                }
            }
        }
        if needs_update || !existed {
            let conflict = entry.override_conflict(overrides, name);
            let unreported = &mut self.unreported_override_conflicts;
            if let Some(conflict) = conflict.filter(|it| !unreported.contains(it)) {
                unreported.push(conflict);
            }
        }
        (entry.policy.clone(), needs_update)
    }

    /// Returns the policy of a site that names none.
    ///
    /// Its name is the path of the function. If another policy has that name, the place in the
    /// source is appended.
    pub(super) fn join_unnamed(
        &mut self,
        site: &Site<P>,
        function: &'static str,
        at: &'static Location<'static>,
    ) -> P {
        if let Some(policy) = self.of_site(site) {
            return policy;
        }
        let mut name = Name::from_static(function);
        let mut copies = 0;
        while self.named.contains_key(&name) || self.unnamed.contains_key(&name) {
            copies += 1;
            // Functions from one macro have the same place in the source.
            let copy = if copies == 1 {
                String::new()
            } else {
                format!("#{copies}")
            };
            name = format!("{function}@{at}{copy}").into();
        }
        let stated = Some(StatedSettings {
            at,
            settings: site.settings,
        });
        let entry = Entry::new(&name, stated, at, true, &self.overrides);
        self.unreported_override_conflicts
            .extend(entry.override_conflict(&self.overrides, &name));
        let policy = entry.policy.clone();
        self.set_policy_of(site, &policy);
        self.unnamed.insert(name, entry);
        policy
    }

    /// Returns the policy of that site, if the site was declared.
    pub(super) fn of_site(&self, site: &Site<P>) -> Option<P> {
        let index = self.index_of(site).ok()?;
        self.sites.get(index).map(|(_, policy)| policy.clone())
    }

    /// Stores the policy of that site, unless the site has one.
    pub(super) fn set_policy_of(&mut self, site: &Site<P>, policy: &P) {
        if let Err(index) = self.index_of(site) {
            self.sites.insert(index, (site.address(), policy.clone()));
        }
    }

    /// The index of the site, or the index at which to insert it.
    fn index_of(&self, site: &Site<P>) -> Result<usize, usize> {
        self.sites
            .binary_search_by_key(&site.address(), |(address, _)| *address)
    }

    /// The settings that a policy should have; `None` if `adjust` changed them.
    pub(super) fn target(&self, (is_unnamed, name): &Key) -> Option<P::Settings> {
        let entries = if *is_unnamed {
            &self.unnamed
        } else {
            &self.named
        };
        entries.get(name)?.target(&self.overrides, name)
    }

    /// All conflicts: between sites, with the overrides, and missing settings.
    pub(super) fn conflicts(&self) -> Vec<Conflict> {
        let mut conflicts = self.conflicts.clone();
        conflicts.extend(self.named.iter().filter_map(|(name, entry)| {
            let settings = match entry.target(&self.overrides, name) {
                Some(target) => target,
                None => entry.policy.settings(),
            };
            let setting = P::missing(&settings)?;
            Some(Conflict::Missing {
                kind: P::KIND,
                name: name.clone(),
                setting,
                at: entry.claims.named_at,
            })
        }));
        let all = self.named.iter().chain(&self.unnamed);
        conflicts
            .extend(all.filter_map(|(name, entry)| entry.override_conflict(&self.overrides, name)));
        conflicts
    }

    /// Whether there are conflicts that were not reported to listeners.
    pub(super) fn has_unreported(&self) -> bool {
        self.reported < self.conflicts.len() || !self.unreported_override_conflicts.is_empty()
    }

    /// Returns the conflicts that were not reported, and marks them as reported.
    pub(super) fn take_unreported(&mut self) -> Vec<Conflict> {
        let mut unreported = self.conflicts[self.reported..].to_vec();
        self.reported = self.conflicts.len();
        unreported.append(&mut self.unreported_override_conflicts);
        unreported
    }
}

//! The registry of one kind of policy.

use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::site::Claim;
use super::table::{Key, Table};
use super::{Policy, Site, SitesOf};
use crate::Name;
use crate::observe::conflict::Conflict;
use crate::observe::events::{self, Event};

/// Every policy of one kind.
#[derive(Debug)]
pub struct Registry<P: Policy> {
    table: RwLock<Table<P>>,
    /// Whether the table has conflicts that no event has reported yet.
    has_unreported: AtomicBool,
}

impl<P: Policy> Registry<P> {
    /// Creates the registry of the policies that `sites` declare.
    ///
    /// The sites are sorted by their place in the source. In the order of the linker, the first
    /// settings of a name could differ between builds.
    pub(crate) fn of(mut sites: SitesOf<P>) -> Self {
        let registry = Self {
            table: RwLock::default(),
            has_unreported: AtomicBool::new(false),
        };
        sites.sort_by_key(|(_, site)| (site.at.file(), site.at.line(), site.at.column()));
        for (function, site) in sites {
            registry.declare(site, function, &site.at);
        }
        registry
    }

    /// Returns the policy of `site`, which belongs to the function at that path.
    ///
    /// The site of code that was loaded after the registry was created is declared here.
    pub(crate) fn of_site(&self, site: &Site<P>, function: &'static str) -> P {
        let declared = self.read().of_site(site);
        declared.unwrap_or_else(|| {
            let at = Box::leak(Box::new(site.at));
            self.declare(site, function, at)
        })
    }

    /// Returns the policy that `site`, at the place `at` in the source, declares.
    fn declare(&self, site: &Site<P>, function: &'static str, at: &'static Location<'static>) -> P {
        let (name, stated) = match site.claim {
            Claim::JoinsByName(name) => (name, None),
            Claim::StatesSettings(name) => (name, Some(site.settings)),
            Claim::OwnsPolicy => {
                let mut table = self.write();
                let policy = table.join_unnamed(site, function, at);
                self.note_conflicts(&table);
                return policy;
            }
        };
        let policy = self.join_named(Name::from_static(name), stated, at, true);
        self.write().set_policy_of(site, &policy);
        policy
    }

    /// Returns the policy that a builder at the place of the caller describes.
    #[track_caller]
    pub(super) fn build(&self, name: Name, stated: Option<P::Settings>) -> P {
        let policy = self.join_named(name, stated, Location::caller(), false);
        self.report_conflicts();
        policy
    }

    pub(crate) fn get(&self, name: &str) -> Option<P> {
        let table = self.read();
        let entry = table.named.get(name).or_else(|| table.unnamed.get(name));
        entry.map(|entry| entry.policy.clone())
    }

    /// Returns the settings that the code states for the policy of that name.
    pub(super) fn stated_settings(&self, name: &str) -> Option<P::Settings> {
        let table = self.read();
        let entry = table.named.get(name).or_else(|| table.unnamed.get(name))?;
        entry.claims.stated.as_ref().map(|stated| stated.settings)
    }

    pub(crate) fn all(&self) -> Vec<P> {
        let table = self.read();
        let mut all: Vec<_> = table.named.iter().chain(&table.unnamed).collect();
        all.sort_by_key(|(name, _)| *name);
        all.into_iter()
            .map(|(_, entry)| entry.policy.clone())
            .collect()
    }

    pub(crate) fn conflicts(&self) -> Vec<Conflict> {
        self.read().conflicts()
    }

    /// Records that `adjust` changes the settings of the policy of that name.
    pub(super) fn mark_adjusted(&self, name: &str) {
        let Table { named, unnamed, .. } = &mut *self.write();
        if let Some(entry) = named.get_mut(name).or_else(|| unnamed.get_mut(name)) {
            entry.claims.is_adjusted = true;
        }
    }

    /// Drops the policies that no function declares and no handle refers to; returns their number.
    pub(crate) fn prune(&self) -> usize {
        let mut table = self.write();
        let before = table.named.len();
        table
            .named
            .retain(|_, entry| entry.claims.is_declared || !entry.policy.is_unshared());
        before - table.named.len()
    }

    /// Emits an event for each conflict that was not reported yet.
    ///
    /// Without a listener it does nothing, and the conflicts stay unreported. It holds no lock meanwhile,
    /// because a listener may use the registry.
    pub(crate) fn report_conflicts(&self) {
        if !events::has_listener() || !self.has_unreported.swap(false, Ordering::AcqRel) {
            return;
        }
        let unreported = self.write().take_unreported();
        for conflict in unreported {
            events::emit(|| Event::Conflict(conflict));
        }
    }

    /// Returns the policy of that name, and adds the claims of this place to it.
    fn join_named(
        &self,
        name: Name,
        stated: Option<P::Settings>,
        at: &'static Location<'static>,
        is_declared: bool,
    ) -> P {
        let (policy, needs_update) = {
            let mut table = self.write();
            let joined = table.join_named(&name, stated, at, is_declared);
            self.note_conflicts(&table);
            joined
        };
        if needs_update {
            self.update_settings(&(false, name), &policy);
        }
        policy
    }

    /// Applies the stated and configured settings to a policy, unless `adjust` changed them.
    ///
    /// Must run without a lock: new settings may wake callers, whose wakers may use the registry.
    ///
    /// Two threads may do this at once. Each reads the target again after it has written, so the
    /// last one to write applies the latest settings. The settings are read before the table.
    /// `adjust` marks the table before it writes, so this loop cannot undo it.
    pub(super) fn update_settings(&self, key: &Key, policy: &P) {
        loop {
            let current = policy.settings();
            let target = self.read().target(key);
            match target {
                Some(target) if target != current => policy.replace_settings(&current, &target),
                _ => return,
            };
        }
    }

    fn note_conflicts(&self, table: &Table<P>) {
        if table.has_unreported() {
            self.has_unreported.store(true, Ordering::Release);
        }
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, Table<P>> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Table<P>> {
        self.table.write().unwrap_or_else(PoisonError::into_inner)
    }
}

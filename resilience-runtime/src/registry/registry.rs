//! The registry of one kind of policy.

use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::site::Says;
use super::table::{Key, Table};
use super::{Builder, Policy, Registered, Site, SitesOf};
use crate::Name;
use crate::observe::conflict::Conflict;
use crate::observe::events::{self, Event};

/// Every policy of one kind.
#[derive(Debug)]
pub struct Registry<P: Policy> {
    table: RwLock<Table<P>>,
    /// Set while there are conflicts that no event has told.
    unannounced: AtomicBool,
}

impl<P: Registered> Registry<P> {
    /// The registry of what `sites` declare.
    ///
    /// They are taken in the order of the source, not of the linker, so that the settings in force
    /// are the same in every build.
    pub(crate) fn of(mut sites: SitesOf<P>) -> Self {
        let registry = Self {
            table: RwLock::default(),
            unannounced: AtomicBool::new(false),
        };
        sites.sort_by_key(|(_, site)| (site.at.file(), site.at.line(), site.at.column()));
        for (function, site) in sites {
            registry.declare(site, function, &site.at);
        }
        registry
    }

    /// The policy of `site`, of the function at that path. Code that is loaded after the registry was made
    /// declares itself here.
    pub(crate) fn of_site(&self, site: &Site<P>, function: &'static str) -> P {
        let known = self.read().known(site);
        known.unwrap_or_else(|| {
            let at = Box::leak(Box::new(site.at));
            self.declare(site, function, at)
        })
    }

    /// The policy that `site` declares, which stands there.
    fn declare(&self, site: &Site<P>, function: &'static str, at: &'static Location<'static>) -> P {
        let (name, stated) = match site.says {
            Says::Joins(name) => (name, None),
            Says::States(name) => (name, Some(site.settings)),
            Says::Owns => {
                let mut table = self.write();
                let policy = table.own(site, function, at);
                self.has_news(&table);
                return policy;
            }
        };
        let policy = self.enter(Name::from_static(name), stated, at, true);
        self.write().keep(site, &policy);
        policy
    }

    /// The policy that a builder describes.
    #[track_caller]
    pub(super) fn build(&self, builder: &Builder<P>) -> P {
        let name = builder.name.clone();
        let policy = self.enter(name, builder.stated_settings(), Location::caller(), false);
        self.announce();
        policy
    }

    pub(crate) fn get(&self, name: &str) -> Option<P> {
        let table = self.read();
        let entry = table.named.get(name).or_else(|| table.own.get(name));
        entry.map(|entry| entry.policy.clone())
    }

    /// The settings that a site gives the policy of that name.
    pub(super) fn given(&self, name: &str) -> Option<P::Settings> {
        let table = self.read();
        let entry = table.named.get(name).or_else(|| table.own.get(name))?;
        entry.said.given.as_ref().map(|given| given.settings)
    }

    pub(crate) fn all(&self) -> Vec<P> {
        let table = self.read();
        let mut all: Vec<_> = table.named.iter().chain(&table.own).collect();
        all.sort_by_key(|(name, _)| *name);
        all.into_iter()
            .map(|(_, entry)| entry.policy.clone())
            .collect()
    }

    pub(crate) fn conflicts(&self) -> Vec<Conflict> {
        self.read().conflicts()
    }

    /// Notes that the settings of that name have been changed while it was in use.
    pub(super) fn adjusted(&self, name: &str) {
        let Table { named, own, .. } = &mut *self.write();
        if let Some(entry) = named.get_mut(name).or_else(|| own.get_mut(name)) {
            entry.said.adjusted = true;
        }
    }

    pub(crate) fn prune(&self) -> usize {
        let mut table = self.write();
        let before = table.named.len();
        table
            .named
            .retain(|_, entry| entry.said.declared || !entry.policy.is_unshared());
        before - table.named.len()
    }

    /// Tells of conflicts that have not been told, once there is a listener. Not under the lock: it
    /// may look here.
    pub(crate) fn announce(&self) {
        if !events::has_listener() || !self.unannounced.swap(false, Ordering::AcqRel) {
            return;
        }
        let news = self.write().news();
        for conflict in news {
            events::emit(|| Event::Conflict(conflict));
        }
    }

    /// The policy of that name, with what this place says of it.
    fn enter(
        &self,
        name: Name,
        stated: Option<P::Settings>,
        at: &'static Location<'static>,
        declared: bool,
    ) -> P {
        let (policy, late) = {
            let mut table = self.write();
            let entered = table.enter(&name, stated, at, declared);
            self.has_news(&table);
            entered
        };
        if late {
            self.align(&(false, name), &policy);
        }
        policy
    }

    /// Puts in force what the sites and the configuration say of a policy, unless someone has
    /// adjusted it. Not under the lock: who is let in by it may look here.
    ///
    /// Of two threads that do so at once the one that is last to write looks again. The settings are
    /// read before the table: an `adjust` marks the table first, so that it cannot be undone here.
    pub(super) fn align(&self, key: &Key, policy: &P) {
        loop {
            let in_force = policy.settings();
            let target = self.read().target(key);
            match target {
                Some(target) if target != in_force => policy.replace_settings(&in_force, &target),
                _ => return,
            };
        }
    }

    fn has_news(&self, table: &Table<P>) {
        if table.has_news() {
            self.unannounced.store(true, Ordering::Release);
        }
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, Table<P>> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Table<P>> {
        self.table.write().unwrap_or_else(PoisonError::into_inner)
    }
}

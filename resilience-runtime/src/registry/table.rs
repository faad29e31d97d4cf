//! The registry of one kind of policy.

use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::entry::{Entries, Entry, Given};
use super::overlay::Overlay;
use super::site::Says;
use super::{Builder, Conflict, Policy, Registered, Site};
use crate::Name;
use crate::events::{self, Event};

/// Every policy of one kind.
#[derive(Debug)]
pub struct Registry<P: Policy> {
    table: RwLock<Table<P>>,
    /// Set while there are conflicts that no event has told.
    unannounced: AtomicBool,
}

#[derive(Debug)]
pub(super) struct Table<P: Policy> {
    pub(super) named: Entries<P>,
    /// Policies without a name, under their functions' paths.
    pub(super) own: Entries<P>,
    /// What is configured on top of what the sites say.
    pub(super) overlay: Overlay<P>,
    conflicts: Vec<Conflict>,
    announced: usize,
    /// What came too late for the configuration to be refused, until it is told.
    refused: Vec<Conflict>,
}

/// A policy of the table: whether it is its function's own, and its name.
pub(super) type Key = (bool, Name);

impl<P: Registered> Registry<P> {
    /// The registry of what `sites` declare.
    ///
    /// They are taken in the order of the source, not of the linker, so that the settings in force
    /// are the same in every build.
    pub(super) fn of(sites: impl Iterator<Item = &'static Site<P>>) -> Self {
        let registry = Self {
            table: RwLock::new(Table {
                named: Entries::default(),
                own: Entries::default(),
                overlay: Overlay::none(),
                conflicts: Vec::new(),
                announced: 0,
                refused: Vec::new(),
            }),
            unannounced: AtomicBool::new(false),
        };
        let mut sites: Vec<_> = sites.collect();
        sites.sort_by_key(|site| (site.at.file(), site.at.line(), site.at.column()));
        for site in sites {
            site.policy.get_or_init(|| registry.declare(site, &site.at));
        }
        registry
    }

    /// The policy that `site` declares, which stands there.
    pub(super) fn declare(&self, site: &Site<P>, at: &'static Location<'static>) -> P {
        let stated = match site.says {
            Says::Joins => None,
            Says::States => Some(site.settings),
            Says::Owns => {
                let mut table = self.write();
                let policy = table.own(site, at);
                self.has_news(&table);
                return policy;
            }
        };
        self.enter(Name::from_static(site.name), stated, at, true)
    }

    /// The policy that a builder describes.
    #[track_caller]
    pub(super) fn join(&self, builder: &Builder<P>) -> P {
        let name = builder.name.clone();
        let policy = self.enter(name, builder.stated(), Location::caller(), false);
        self.announce();
        policy
    }

    pub(super) fn get(&self, name: &str) -> Option<P> {
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

    pub(super) fn all(&self) -> Vec<P> {
        let table = self.read();
        let mut all: Vec<_> = table.named.iter().chain(&table.own).collect();
        all.sort_by_key(|(name, _)| *name);
        all.into_iter()
            .map(|(_, entry)| entry.policy.clone())
            .collect()
    }

    pub(super) fn conflicts(&self) -> Vec<Conflict> {
        let table = self.read();
        let mut conflicts = table.conflicts.clone();
        conflicts.extend(table.named.iter().filter_map(|(name, entry)| {
            let settings = match entry.target(&table.overlay, name) {
                Some(target) => target,
                None => entry.policy.settings(),
            };
            let setting = P::missing(&settings)?;
            Some(Conflict::Missing {
                kind: P::KIND,
                name: name.clone(),
                setting,
                at: entry.said.named_at,
            })
        }));
        let all = table.named.iter().chain(&table.own);
        conflicts.extend(all.filter_map(|(name, entry)| entry.refusal(&table.overlay, name)));
        conflicts
    }

    /// Notes that the settings of that name have been changed while it was in use.
    pub(super) fn adjusted(&self, name: &str) {
        let Table { named, own, .. } = &mut *self.write();
        if let Some(entry) = named.get_mut(name).or_else(|| own.get_mut(name)) {
            entry.said.adjusted = true;
        }
    }

    pub(super) fn prune(&self) -> usize {
        let mut table = self.write();
        let before = table.named.len();
        table
            .named
            .retain(|_, entry| entry.said.declared || !entry.policy.is_unshared());
        before - table.named.len()
    }

    /// Tells of conflicts that have not been told, once there is a listener. Not under the lock: it
    /// may look here.
    pub(super) fn announce(&self) {
        if !events::is_heard() || !self.unannounced.swap(false, Ordering::AcqRel) {
            return;
        }
        let fresh = {
            let mut table = self.write();
            let mut fresh = table.conflicts[table.announced..].to_vec();
            table.announced = table.conflicts.len();
            fresh.append(&mut table.refused);
            fresh
        };
        for conflict in fresh {
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
                Some(target) if target != in_force => policy.adopt(&in_force, &target),
                _ => return,
            };
        }
    }

    fn has_news(&self, table: &Table<P>) {
        if table.announced < table.conflicts.len() || !table.refused.is_empty() {
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

impl<P: Registered> Table<P> {
    /// The policy of that name, and whether it has lived without the settings that it is given now.
    fn enter(
        &mut self,
        name: &Name,
        stated: Option<P::Settings>,
        at: &'static Location<'static>,
        declared: bool,
    ) -> (P, bool) {
        let lived = self.named.contains_key(name);
        let overlay = &self.overlay;
        let given = || stated.map(|settings| Given { at, settings });
        let entry = self
            .named
            .entry(name.clone())
            .or_insert_with(|| Entry::new(name, given(), at, declared, overlay));
        entry.said.declared |= declared;
        let mut late = false;
        match (&entry.said.given, stated) {
            (_, None) => {}
            (None, Some(_)) => {
                entry.said.given = given().map(Box::new);
                late = lived && !entry.said.adjusted;
            }
            (Some(given), Some(settings)) if given.settings == settings => {}
            (Some(given), Some(settings)) => {
                let conflict = Conflict::Settings {
                    kind: P::KIND,
                    name: name.clone(),
                    first: given.at,
                    in_force: given.settings.to_string(),
                    second: at,
                    refused: settings.to_string(),
                };
                // A builder in a loop repeats its conflict; one place is told once.
                if !self.conflicts.contains(&conflict) {
                    self.conflicts.push(conflict);
                }
            }
        }
        if late || !lived {
            let refusal = entry.refusal(overlay, name);
            self.refused
                .extend(refusal.filter(|it| !self.refused.contains(it)));
        }
        (entry.policy.clone(), late)
    }

    /// A policy of the site's own, listed under a name that nothing else has: the function's path,
    /// and with its place in the source where that is taken.
    fn own(&mut self, site: &Site<P>, at: &'static Location<'static>) -> P {
        let mut name = Name::from_static(site.name);
        let mut copies = 0;
        while self.named.contains_key(&name) || self.own.contains_key(&name) {
            copies += 1;
            // Functions that one macro makes share their place.
            let copy = if copies == 1 {
                String::new()
            } else {
                format!("#{copies}")
            };
            name = format!("{}@{at}{copy}", site.name).into();
        }
        let given = Some(Given {
            at,
            settings: site.settings,
        });
        let entry = Entry::new(&name, given, at, true, &self.overlay);
        self.refused.extend(entry.refusal(&self.overlay, &name));
        let policy = entry.policy.clone();
        self.own.insert(name, entry);
        policy
    }

    fn target(&self, (own, name): &Key) -> Option<P::Settings> {
        let entries = if *own { &self.own } else { &self.named };
        entries.get(name)?.target(&self.overlay, name)
    }
}

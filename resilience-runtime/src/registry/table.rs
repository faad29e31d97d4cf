//! The registry of one kind of policy.

use std::collections::HashMap;
use std::fmt::{Debug, Display};
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{Builder, Conflict, Site, Sites};
use crate::Name;
use crate::events::{self, Event};

/// A kind of policy that has a name, settings and state to share.
pub trait Policy: Clone + Debug + Send + Sync + 'static {
    /// Its settings: what two sites of one name must agree on.
    type Settings: Copy + PartialEq + Debug + Display + Send + Sync;
    /// What it is called in messages.
    const KIND: &'static str;
    /// The settings of a site that gives none.
    const DEFAULT: Self::Settings;

    /// A policy in its first state.
    fn create(name: Name, settings: &Self::Settings) -> Self;
    /// The settings in force.
    fn settings(&self) -> Self::Settings;
    /// Puts `new` in force and keeps the state, unless other settings than `old` are in force by
    /// now; says whether it did.
    fn adopt(&self, old: &Self::Settings, new: &Self::Settings) -> bool;
    /// A setting that it cannot do without and that `settings` lack.
    fn missing(_settings: &Self::Settings) -> Option<&'static str> {
        None
    }
    /// Checks settings against each other.
    ///
    /// # Panics
    ///
    /// If they do not agree.
    fn check(_settings: &Self::Settings) {}
    /// Whether this handle is the only one.
    fn is_unshared(&self) -> bool;
}

/// A policy with a registry of its kind.
pub trait Registered: Policy {
    /// The sites of this kind.
    #[doc(hidden)]
    fn sites(sites: &mut Sites) -> &mut Vec<&'static Site<Self>>;
    /// Every policy of this kind in the process.
    fn registry() -> &'static Registry<Self>;
}

/// Every policy of one kind.
#[derive(Debug)]
pub struct Registry<P: Policy> {
    table: RwLock<Table<P>>,
    /// Set while there are conflicts that no event has told.
    unannounced: AtomicBool,
}

#[derive(Debug)]
struct Table<P: Policy> {
    named: HashMap<Name, Entry<P>>,
    /// Policies without a name, under their functions' paths.
    own: HashMap<Name, Own<P>>,
    conflicts: Vec<Conflict>,
    announced: usize,
}

/// A policy without a name, and the settings that its only site gives it.
#[derive(Debug)]
struct Own<P: Policy> {
    policy: P,
    given: P::Settings,
}

#[derive(Debug)]
struct Entry<P: Policy> {
    policy: P,
    /// Who gave the settings, which are in force until someone adjusts them.
    given: Option<(&'static Location<'static>, P::Settings)>,
    /// The first site that named it.
    named_at: &'static Location<'static>,
    /// Whether an annotated function names it.
    declared: bool,
    /// Whether someone has changed its settings while it was in use. That outranks what sites say.
    adjusted: bool,
}

impl<P: Registered> Registry<P> {
    /// The registry of what `sites` declare.
    ///
    /// They are taken in the order of the source, not of the linker, so that the settings in force
    /// are the same in every build.
    pub(super) fn of(sites: impl Iterator<Item = &'static Site<P>>) -> Self {
        let registry = Self {
            table: RwLock::new(Table {
                named: HashMap::new(),
                own: HashMap::new(),
                conflicts: Vec::new(),
                announced: 0,
            }),
            unannounced: AtomicBool::new(false),
        };
        let mut sites: Vec<_> = sites.collect();
        sites.sort_by_key(|site| (site.at.file(), site.at.line(), site.at.column()));
        for site in sites {
            site.policy.get_or_init(|| registry.declare(site));
        }
        registry
    }

    /// The policy that `site` declares.
    pub(super) fn declare(&self, site: &Site<P>) -> P {
        match &site.builder.name {
            Some(name) => self.enter(name.clone(), &site.builder, site.at, true),
            None => self.write().own(site),
        }
    }

    /// The policy that a builder describes.
    #[track_caller]
    pub(super) fn join(&self, builder: &Builder<P>) -> P {
        let name = builder
            .name
            .clone()
            .unwrap_or_else(|| Name::from_static(""));
        let policy = self.enter(name, builder, Location::caller(), false);
        self.announce();
        policy
    }

    pub(super) fn get(&self, name: &str) -> Option<P> {
        let table = self.read();
        table
            .named
            .get(name)
            .map(|entry| &entry.policy)
            .or_else(|| table.own.get(name).map(|own| &own.policy))
            .cloned()
    }

    /// The settings that a site gives the policy of that name.
    pub(super) fn given(&self, name: &str) -> Option<P::Settings> {
        let table = self.read();
        match table.named.get(name) {
            Some(entry) => entry.given.map(|(_, settings)| settings),
            None => table.own.get(name).map(|own| own.given),
        }
    }

    pub(super) fn all(&self) -> Vec<P> {
        let table = self.read();
        let named = table
            .named
            .iter()
            .map(|(name, entry)| (name, &entry.policy));
        let own = table.own.iter().map(|(name, own)| (name, &own.policy));
        let mut all: Vec<_> = named.chain(own).collect();
        all.sort_by_key(|(name, _)| *name);
        all.into_iter().map(|(_, policy)| policy.clone()).collect()
    }

    pub(super) fn conflicts(&self) -> Vec<Conflict> {
        let table = self.read();
        let mut conflicts = table.conflicts.clone();
        conflicts.extend(table.named.iter().filter_map(|(name, entry)| {
            let settings = match entry.given {
                Some((_, given)) if !entry.adjusted => given,
                _ => entry.policy.settings(),
            };
            let setting = P::missing(&settings)?;
            Some(Conflict::Missing {
                kind: P::KIND,
                name: name.clone(),
                setting,
                at: entry.named_at,
            })
        }));
        conflicts
    }

    /// Notes that the settings of that name have been changed while it was in use.
    pub(super) fn adjusted(&self, name: &str) {
        if let Some(entry) = self.write().named.get_mut(name) {
            entry.adjusted = true;
        }
    }

    pub(super) fn prune(&self) -> usize {
        let mut table = self.write();
        let before = table.named.len();
        table
            .named
            .retain(|_, entry| entry.declared || !entry.policy.is_unshared());
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
            let fresh = table.conflicts[table.announced..].to_vec();
            table.announced = table.conflicts.len();
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
        builder: &Builder<P>,
        at: &'static Location<'static>,
        declared: bool,
    ) -> P {
        let (policy, late) = {
            let mut table = self.write();
            let entered = table.enter(name, builder, at, declared);
            if table.announced < table.conflicts.len() {
                self.unannounced.store(true, Ordering::Release);
            }
            entered
        };
        if late {
            // Not under the lock: who is let in by it may look here.
            policy.adopt(&P::DEFAULT, &builder.settings);
        }
        policy
    }

    fn read(&self) -> RwLockReadGuard<'_, Table<P>> {
        self.table.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Table<P>> {
        self.table.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<P: Registered> Table<P> {
    /// The policy of that name, and whether it has lived without the settings that it is given now.
    fn enter(
        &mut self,
        name: Name,
        builder: &Builder<P>,
        at: &'static Location<'static>,
        declared: bool,
    ) -> (P, bool) {
        let settings = builder.settings;
        let lived = self.named.contains_key(&name);
        let entry = self.named.entry(name.clone()).or_insert_with(|| Entry {
            policy: P::create(name.clone(), &settings),
            given: None,
            named_at: at,
            declared,
            adjusted: false,
        });
        entry.declared |= declared;
        let mut late = false;
        match entry.given {
            _ if !builder.given => {}
            None => {
                entry.given = Some((at, settings));
                late = lived && !entry.adjusted;
            }
            Some((_, in_force)) if in_force == settings => {}
            Some((first, in_force)) => {
                let conflict = Conflict::Settings {
                    kind: P::KIND,
                    name,
                    first,
                    in_force: in_force.to_string(),
                    second: at,
                    refused: settings.to_string(),
                };
                // A builder in a loop repeats its conflict; one place is told once.
                if !self.conflicts.contains(&conflict) {
                    self.conflicts.push(conflict);
                }
            }
        }
        (entry.policy.clone(), late)
    }

    /// A policy of the site's own, listed under a name that nothing else has: the function's path,
    /// and with its place in the source where that is taken.
    fn own(&mut self, site: &Site<P>) -> P {
        let mut name = Name::from_static(site.function);
        let mut copies = 0;
        while self.named.contains_key(&name) || self.own.contains_key(&name) {
            copies += 1;
            // Functions that one macro makes share their place.
            let copy = if copies == 1 {
                String::new()
            } else {
                format!("#{copies}")
            };
            name = format!("{}@{}{copy}", site.function, site.at).into();
        }
        let given = site.builder.settings;
        let policy = P::create(name.clone(), &given);
        let own = Own {
            policy: policy.clone(),
            given,
        };
        self.own.insert(name, own);
        policy
    }
}

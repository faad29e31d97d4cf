//! What a registry keeps of its policies.

use std::panic::Location;

use super::entry::{Entries, Entry, Given};
use super::overrides::Overlay;
use super::{Policy, Registered, Site};
use crate::Name;
use crate::observe::conflict::Conflict;

/// What is under the lock of a registry.
#[derive(Debug)]
pub(super) struct Table<P: Policy> {
    pub(super) named: Entries<P>,
    /// Policies without a name, under their functions' paths.
    pub(super) own: Entries<P>,
    /// The policy of each site, in the order of where in memory they are.
    sites: Vec<(usize, P)>,
    /// What is configured on top of what the sites say.
    pub(super) overlay: Overlay<P>,
    conflicts: Vec<Conflict>,
    announced: usize,
    /// What came too late for the configuration to be refused, until it is told.
    refused: Vec<Conflict>,
}

/// A policy of the table: whether it is its function's own, and its name.
pub(super) type Key = (bool, Name);

impl<P: Policy> Default for Table<P> {
    fn default() -> Self {
        Self {
            named: Entries::default(),
            own: Entries::default(),
            sites: Vec::new(),
            overlay: Overlay::none(),
            conflicts: Vec::new(),
            announced: 0,
            refused: Vec::new(),
        }
    }
}

impl<P: Registered> Table<P> {
    /// The policy of that name, and whether it has lived without the settings that it is given now.
    pub(super) fn enter(
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
    pub(super) fn own(
        &mut self,
        site: &Site<P>,
        function: &'static str,
        at: &'static Location<'static>,
    ) -> P {
        if let Some(policy) = self.known(site) {
            return policy;
        }
        let mut name = Name::from_static(function);
        let mut copies = 0;
        while self.named.contains_key(&name) || self.own.contains_key(&name) {
            copies += 1;
            // Functions that one macro makes share their place.
            let copy = if copies == 1 {
                String::new()
            } else {
                format!("#{copies}")
            };
            name = format!("{function}@{at}{copy}").into();
        }
        let given = Some(Given {
            at,
            settings: site.settings,
        });
        let entry = Entry::new(&name, given, at, true, &self.overlay);
        self.refused.extend(entry.refusal(&self.overlay, &name));
        let policy = entry.policy.clone();
        self.keep(site, &policy);
        self.own.insert(name, entry);
        policy
    }

    /// The policy of that site, if it has declared itself.
    pub(super) fn known(&self, site: &Site<P>) -> Option<P> {
        let place = self.place_of(site).ok()?;
        self.sites.get(place).map(|(_, policy)| policy.clone())
    }

    /// Keeps it as the policy of that site.
    pub(super) fn keep(&mut self, site: &Site<P>, policy: &P) {
        if let Err(place) = self.place_of(site) {
            self.sites.insert(place, (site.place(), policy.clone()));
        }
    }

    /// Where in the list it is, or would be.
    fn place_of(&self, site: &Site<P>) -> Result<usize, usize> {
        self.sites
            .binary_search_by_key(&site.place(), |(place, _)| *place)
    }

    /// What should be in force; `None` where that is what someone has adjusted.
    pub(super) fn target(&self, (own, name): &Key) -> Option<P::Settings> {
        let entries = if *own { &self.own } else { &self.named };
        entries.get(name)?.target(&self.overlay, name)
    }

    /// Those of the sites and the configuration, and of policies that lack a setting.
    pub(super) fn conflicts(&self) -> Vec<Conflict> {
        let mut conflicts = self.conflicts.clone();
        conflicts.extend(self.named.iter().filter_map(|(name, entry)| {
            let settings = match entry.target(&self.overlay, name) {
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
        let all = self.named.iter().chain(&self.own);
        conflicts.extend(all.filter_map(|(name, entry)| entry.refusal(&self.overlay, name)));
        conflicts
    }

    /// Whether there are conflicts that were not taken as news.
    pub(super) fn has_news(&self) -> bool {
        self.announced < self.conflicts.len() || !self.refused.is_empty()
    }

    /// Takes those conflicts.
    pub(super) fn news(&mut self) -> Vec<Conflict> {
        let mut news = self.conflicts[self.announced..].to_vec();
        self.announced = self.conflicts.len();
        news.append(&mut self.refused);
        news
    }
}

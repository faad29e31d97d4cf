//! The sites of all annotated functions of the process.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use once_cell::sync::Lazy;

use super::{Policy, Site};

/// Adds the sites of one annotated function. These functions are collected at link time.
#[derive(Debug)]
pub struct LinkedFunction(pub fn(&mut Sites));

inventory::collect!(LinkedFunction);

/// The sites of one kind of policy, each with the path of its function.
pub type SitesOf<P> = Vec<(&'static str, &'static Site<P>)>;

/// The sites of every kind of policy, and the functions whose attributes have no registry.
#[derive(Debug, Default)]
pub struct Sites {
    pub(crate) retries: Vec<&'static str>,
    pub(crate) timeouts: Vec<&'static str>,
    pub(crate) fallbacks: Vec<&'static str>,
    /// A [`SitesOf`] for each kind of policy.
    by_kind: HashMap<TypeId, Box<dyn Any + Send + Sync>>,
}

impl Sites {
    /// The sites of all functions that are linked into the process.
    pub(crate) fn linked() -> &'static Self {
        static LINKED: Lazy<Sites> = Lazy::new(|| {
            let mut sites = Sites::default();
            for LinkedFunction(declare) in inventory::iter::<LinkedFunction> {
                declare(&mut sites);
            }
            sites
        });
        &LINKED
    }

    /// Adds a site of the function at that path.
    pub(crate) fn add<P: Policy>(&mut self, function: &'static str, site: &'static Site<P>) {
        let empty = || Box::new(SitesOf::<P>::new()) as Box<dyn Any + Send + Sync>;
        let sites = self.by_kind.entry(TypeId::of::<P>()).or_insert_with(empty);
        if let Some(sites) = sites.downcast_mut::<SitesOf<P>>() {
            sites.push((function, site));
        }
    }

    /// The sites of one kind of policy.
    pub(crate) fn of<P: Policy>(&self) -> SitesOf<P> {
        let sites = self.by_kind.get(&TypeId::of::<P>());
        let sites = sites.and_then(|sites| sites.downcast_ref::<SitesOf<P>>());
        sites.cloned().unwrap_or_default()
    }
}

//! The policies of one name, which are looked at together.

use std::collections::{BTreeMap, HashMap};

use super::counts::Counts;
use super::heard::Heard;
use crate::__private::Overview;
use crate::Name;
use crate::registry::Use;

/// The policies of one name, and the functions that use them.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The policies, in the order of their list.
    pub(super) policies: Vec<Overview>,
    /// A policy of another name that limits the retries of its functions.
    pub(super) foreign_budget: Option<Overview>,
    pub(super) functions: Vec<&'static str>,
    /// What the functions have beside policies: `retry`, `timeout`, `fallback`.
    pub(super) parts: Vec<&'static str>,
    /// What was heard of the name and the functions.
    pub(super) heard: Heard,
}

/// The groups by name: one for every policy, one for every function that uses none, and one for every
/// other that was heard of.
pub(super) fn groups(
    policies: Vec<Overview>,
    uses: &[Use],
    heard: &HashMap<Name, Heard>,
) -> BTreeMap<Name, Group> {
    let mut groups = BTreeMap::<Name, Group>::new();
    let mut budgets = HashMap::new();
    for it in policies {
        if it.allowance.is_some() {
            budgets.insert((it.kind, it.name.clone()), it.clone());
        }
        let group = groups.entry(it.name.clone()).or_default();
        group.policies.push(it);
    }
    let mut functions = BTreeMap::<&'static str, Vec<&Use>>::new();
    for it in uses {
        functions.entry(it.function).or_default().push(it);
    }
    for (function, uses) in &functions {
        let policies = uses.iter().filter_map(|it| it.policy.clone());
        let mut names: Vec<Name> = policies.collect();
        if names.is_empty() {
            names.push(Name::from(*function));
        }
        let budget = uses.iter().find_map(|it| {
            let name = it.policy.clone()?;
            budgets.get(&(it.kind, name))
        });
        for name in names {
            let group = groups.entry(name).or_default();
            group.add(function, uses);
            if let Some(budget) = budget {
                group.foreign_budget = Some(budget.clone());
            }
        }
    }
    for (name, heard) in heard {
        if heard.is_function() && !functions.contains_key(name.as_str()) {
            groups.entry(name.clone()).or_default();
        }
    }
    for (name, group) in &mut groups {
        group.hear(name, heard);
    }
    groups
}

impl Group {
    fn add(&mut self, function: &'static str, uses: &[&Use]) {
        if !self.functions.contains(&function) {
            self.functions.push(function);
            self.functions.sort_unstable();
        }
        for it in uses.iter().filter(|it| it.policy.is_none()) {
            if !self.parts.contains(&it.kind) {
                self.parts.push(it.kind);
                self.parts.sort_unstable();
            }
        }
    }

    fn hear(&mut self, name: &Name, heard: &HashMap<Name, Heard>) {
        let functions = self.functions.iter().filter(|it| *name != **it);
        let names = functions.copied().chain([name.as_str()]);
        for heard in names.filter_map(|name| heard.get(name)) {
            self.heard.add(heard);
        }
    }

    /// What has happened until now.
    pub(super) fn counts(&self) -> Counts {
        let results = self.find(|it| it.results);
        let allowance = self.find(|it| it.allowance);
        let limits = || self.policies.iter().filter_map(|it| it.admissions);
        let admitted = limits().next().filter(|_| results.is_none());
        // The functions report their retries. Without functions, a budget knows some of them.
        let retries = match allowance {
            Some(allowance) if self.functions.is_empty() => allowance.granted,
            _ => self.heard.retries,
        };
        Counts {
            succeeded: results.map_or(0, |it| it.succeeded),
            failed: results.map_or(0, |it| it.failed),
            ignored: results.map_or(0, |it| it.ignored),
            admitted: admitted.map_or(0, |it| it.admitted),
            cut_short: results.map_or(0, |it| it.rejected),
            turned_away: limits().map(|it| it.rejected).sum(),
            timed_out: self.heard.timed_out,
            retries,
            unpaid: allowance.map_or(0, |it| it.refused),
            fallbacks: self.heard.fallbacks,
        }
    }

    /// The part of the first policy that has it.
    pub(super) fn find<T>(&self, part: impl FnMut(&Overview) -> Option<T>) -> Option<T> {
        self.policies.iter().find_map(part)
    }

    /// The policy that limits its retries.
    pub(super) fn budget(&self) -> Option<&Overview> {
        let mut policies = self.policies.iter();
        let own = policies.find(|it| it.allowance.is_some());
        own.or(self.foreign_budget.as_ref())
    }
}

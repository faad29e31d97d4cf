//! The policies of one name, which are looked at together.

use std::collections::{BTreeMap, HashMap};

use super::counts::Counts;
use super::heard::Heard;
use crate::registry::{Snapshot, Use};
use crate::{
    BulkheadSnapshot, CircuitBreakerSnapshot, Name, RateLimiterSnapshot, RetryBudgetSnapshot,
};

/// The policies of one name, and the functions that use them.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) breaker: Option<CircuitBreakerSnapshot>,
    pub(super) bulkhead: Option<BulkheadSnapshot>,
    pub(super) limiter: Option<RateLimiterSnapshot>,
    pub(super) budget: Option<RetryBudgetSnapshot>,
    /// A budget of another name, which its functions pay from.
    pub(super) foreign_budget: Option<RetryBudgetSnapshot>,
    pub(super) functions: Vec<&'static str>,
    /// What the functions have beside policies: `retry`, `timeout`, `fallback`.
    pub(super) parts: Vec<&'static str>,
    /// What was heard of the name and the functions.
    pub(super) heard: Heard,
}

/// The groups by name: one for every policy, one for every function that uses none, and one for every
/// other that was heard of.
pub(super) fn groups(
    snapshot: Snapshot,
    uses: &[Use],
    heard: &HashMap<Name, Heard>,
) -> BTreeMap<Name, Group> {
    let mut groups = BTreeMap::<Name, Group>::new();
    let mut budgets = HashMap::new();
    macro_rules! gather {
        ($policies:ident as $kind:ident) => {
            for it in snapshot.$policies {
                let group = groups.entry(it.name.clone()).or_default();
                group.$kind = Some(it);
            }
        };
    }
    for it in &snapshot.retry_budgets {
        budgets.insert(it.name.clone(), it.clone());
    }
    gather!(circuit_breakers as breaker);
    gather!(bulkheads as bulkhead);
    gather!(rate_limiters as limiter);
    gather!(retry_budgets as budget);
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
        let mut paying = uses.iter().filter(|it| it.kind == "retry budget");
        let budget = paying.find_map(|it| it.policy.as_ref());
        for name in names {
            let group = groups.entry(name).or_default();
            group.add(function, uses);
            if let Some(budget) = budget.and_then(|it| budgets.get(it)) {
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
        let (breaker, bulkhead) = (self.breaker.as_ref(), self.bulkhead.as_ref());
        let (limiter, budget) = (self.limiter.as_ref(), self.budget.as_ref());
        let admitted = bulkhead
            .map(|it| it.admitted)
            .or(limiter.map(|it| it.admitted))
            .filter(|_| breaker.is_none());
        // The functions tell of their retries; where there are none, a budget knows some.
        let retries = match budget {
            Some(budget) if self.functions.is_empty() => budget.granted,
            _ => self.heard.retries,
        };
        Counts {
            succeeded: breaker.map_or(0, |it| it.successes),
            failed: breaker.map_or(0, |it| it.failures),
            ignored: breaker.map_or(0, |it| it.ignored),
            admitted: admitted.unwrap_or(0),
            cut_short: breaker.map_or(0, |it| it.rejected),
            turned_away: bulkhead.map_or(0, |it| it.rejected) + limiter.map_or(0, |it| it.rejected),
            timed_out: self.heard.timed_out,
            retries,
            unpaid: budget.map_or(0, |it| it.refused),
            fallbacks: self.heard.fallbacks,
        }
    }

    /// The budget that its retries are paid from.
    pub(super) fn purse(&self) -> Option<&RetryBudgetSnapshot> {
        self.budget.as_ref().or(self.foreign_budget.as_ref())
    }
}

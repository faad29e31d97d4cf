//! The settings of a policy in use.

use super::{RetryBudget, RetryBudgetBuilder};
use crate::registry;

impl RetryBudget {
    /// Changes settings while the budget is in use: `change` gets a builder with those in force.
    ///
    /// What was spent of the old `burst` is spent of the new one, and what was earned and granted
    /// in the old `window` counts in the new one. What a site says later of the name does not undo
    /// the change.
    ///
    /// `change` runs again if another thread changes settings meanwhile, so that neither change is
    /// lost.
    ///
    /// # Panics
    ///
    /// If `change` does, as the builder's setters do when a value is out of range; then nothing
    /// changes.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Percent, RetryBudget};
    /// let budget = RetryBudget::builder("maps").ratio(Percent::new(10)).min_per_sec(0.0).build();
    /// (0..10).for_each(|_| budget.deposit());
    /// budget.withdraw().expect("ten successes pay for one retry").spend();
    /// assert!(budget.withdraw().is_none());
    /// budget.adjust(|it| it.min_per_sec(1.0));
    /// assert!(budget.withdraw().is_some());
    /// ```
    pub fn adjust(&self, change: impl FnMut(RetryBudgetBuilder) -> RetryBudgetBuilder) {
        registry::adjust(self, self.name(), change);
    }
}

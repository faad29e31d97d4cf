//! Changes of the settings while the policy is in use.

use super::{RetryBudget, RetryBudgetBuilder};
use crate::registry;

impl RetryBudget {
    /// Changes settings while the budget is in use. `change` receives a builder with the current settings.
    ///
    /// The spent part of the old `burst` is spent in the new one, and successes and retries of the old `window` count in
    /// the new one. Settings that a site states later for the name do not undo the change.
    ///
    /// `change` runs again if another thread changes the settings in the meantime, so no change is lost.
    ///
    /// # Panics
    ///
    /// If `change` panics, as the builder's setters do if a value is out of range. Then nothing changes.
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

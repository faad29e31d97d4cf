//! The guard of a retry that is about to be sent.

use std::mem;

use super::handle::RetryBudget;

/// A retry that the budget has granted. Dropping it returns the retry.
///
/// Call [`spend`](Self::spend) when the retry is sent.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::RetryBudget;
/// let budget = RetryBudget::builder("withdrawals").build();
/// let before = budget.snapshot().granted;
/// drop(budget.withdraw());
/// assert_eq!(budget.snapshot().granted, before);
/// ```
#[derive(Debug)]
#[must_use = "a withdrawal that is dropped is returned to the budget"]
pub struct Withdrawal<'a> {
    budget: &'a RetryBudget,
    slot: i64,
}

impl RetryBudget {
    /// Withdraws one retry, or returns `None` if none is available.
    ///
    /// Checking and withdrawing are one atomic step.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RetryBudget;
    /// let budget = RetryBudget::builder("withdraw").burst(1).build();
    /// let withdrawal = budget.withdraw().expect("one retry is available");
    /// assert!(budget.withdraw().is_none());
    /// withdrawal.spend();
    /// ```
    pub fn withdraw(&self) -> Option<Withdrawal<'_>> {
        let slot = self.try_withdraw()?;
        Some(Withdrawal { budget: self, slot })
    }
}

impl Withdrawal<'_> {
    /// Returns its slot, so that the caller can return the retry with [`RetryBudget::refund`].
    pub(crate) fn into_slot(self) -> i64 {
        let slot = self.slot;
        mem::forget(self);
        slot
    }

    /// Records that the retry is sent.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RetryBudget;
    /// let budget = RetryBudget::builder("spend").build();
    /// budget.withdraw().expect("a retry is available").spend();
    /// assert_eq!(budget.snapshot().granted, 1);
    /// ```
    pub fn spend(self) {
        mem::forget(self);
    }
}

impl Drop for Withdrawal<'_> {
    fn drop(&mut self) {
        self.budget.refund(self.slot);
    }
}

//! The guard of a retry that is about to be sent.

use std::mem;

use super::handle::RetryBudget;

/// A retry that the budget has granted. Dropping it returns the retry.
///
/// Call [`spend`](Self::spend) when the retry is sent.
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
    pub fn spend(self) {
        mem::forget(self);
    }
}

impl Drop for Withdrawal<'_> {
    fn drop(&mut self) {
        self.budget.refund(self.slot);
    }
}

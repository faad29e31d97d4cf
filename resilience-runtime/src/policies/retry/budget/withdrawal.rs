//! The guard of a retry that is about to be sent.

use std::mem;

use super::handle::RetryBudget;

/// A retry that the budget has granted. Spend it when the retry is sent; dropped, it is paid back.
#[derive(Debug)]
#[must_use = "a withdrawal that is dropped is paid back"]
pub struct Withdrawal<'a> {
    budget: &'a RetryBudget,
    slot: i64,
}

impl RetryBudget {
    /// Takes one retry out, if there is one. The decision and the taking are one step.
    pub fn withdraw(&self) -> Option<Withdrawal<'_>> {
        let slot = self.try_withdraw()?;
        Some(Withdrawal { budget: self, slot })
    }
}

impl Withdrawal<'_> {
    /// The slot that it is written in, for who pays it back by [`RetryBudget::refund`].
    pub(crate) fn into_slot(self) -> i64 {
        let slot = self.slot;
        mem::forget(self);
        slot
    }

    /// The retry is sent.
    pub fn spend(self) {
        mem::forget(self);
    }
}

impl Drop for Withdrawal<'_> {
    fn drop(&mut self) {
        self.budget.refund(self.slot);
    }
}

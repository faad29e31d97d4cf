//! The budget of a retry, where it has one.

use crate::RetryBudget;

/// A retry's budget, or none.
pub trait Budgeted {
    /// The budget that each retry is taken from.
    fn budget(&self) -> Option<&RetryBudget>;
}

impl Budgeted for () {
    #[inline]
    fn budget(&self) -> Option<&RetryBudget> {
        None
    }
}

impl Budgeted for RetryBudget {
    #[inline]
    fn budget(&self) -> Option<&RetryBudget> {
        Some(self)
    }
}

impl Budgeted for Option<RetryBudget> {
    #[inline]
    fn budget(&self) -> Option<&RetryBudget> {
        self.as_ref()
    }
}

impl<B: Budgeted> Budgeted for &B {
    #[inline]
    fn budget(&self) -> Option<&RetryBudget> {
        (**self).budget()
    }
}

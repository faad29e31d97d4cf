//! What can be read of a retry budget.

use crate::Name;

/// A retry budget at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryBudgetSnapshot {
    /// The budget.
    pub name: Name,
    /// How many retries it would grant now.
    pub balance: u32,
    /// Retries that were granted and not paid back, since the process began.
    pub granted: u64,
    /// Retries that were refused, since the process began.
    pub refused: u64,
}

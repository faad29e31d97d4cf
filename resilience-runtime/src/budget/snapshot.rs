//! What can be read of a retry budget.

use crate::Name;

/// A retry budget at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryBudgetSnapshot {
    /// The budget.
    pub name: Name,
    /// Whether it works; one that does not grants every retry.
    pub enabled: bool,
    /// How many retries it would grant now; `u32::MAX` where it does not work.
    pub balance: u32,
    /// Retries that were granted and not paid back, since the process began.
    pub granted: u64,
    /// Retries that were refused, since the process began.
    pub refused: u64,
}

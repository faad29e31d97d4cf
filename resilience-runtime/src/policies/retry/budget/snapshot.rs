//! What can be read of a retry budget.

use crate::Name;

/// A retry budget at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RetryBudgetSnapshot {
    /// The budget.
    pub name: Name,
    /// The settings in force, as an attribute writes them.
    pub settings: String,
    /// The settings that a site gives, where any does: those in force, unless they are configured or
    /// someone has adjusted them.
    pub declared: Option<String>,
    /// Whether it works; one that does not grants every retry.
    pub enabled: bool,
    /// How many retries it grants at once at the most.
    pub burst: u32,
    /// How many retries it would grant now; `u32::MAX` where it does not work.
    pub balance: u32,
    /// Retries that were granted and not paid back, since the process began.
    pub granted: u64,
    /// Retries that were granted, not sent and paid back, since the process began.
    pub refunded: u64,
    /// Retries that were refused, since the process began.
    pub refused: u64,
}

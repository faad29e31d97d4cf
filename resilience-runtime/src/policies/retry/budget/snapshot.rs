//! The snapshot of a retry budget.

use crate::Name;

/// The state, counts and settings of a retry budget at one moment.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::RetryBudget;
/// let snapshot = RetryBudget::builder("snapshots").build().snapshot();
/// assert_eq!(snapshot.granted, 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RetryBudgetSnapshot {
    /// The name of the budget.
    pub name: Name,
    /// The current settings, in the syntax of the attribute.
    pub settings: String,
    /// The settings that a site states, if any. They are current unless configuration or `adjust` has changed them.
    pub declared: Option<String>,
    /// Whether the budget is enabled. A disabled one grants every retry.
    pub enabled: bool,
    /// The maximum number of retries granted at once.
    pub burst: u32,
    /// Retries that would be granted now; `u32::MAX` while disabled.
    pub balance: u32,
    /// Retries that were granted and not refunded, since the process started.
    pub granted: u64,
    /// Retries that were granted, not sent and refunded, since the process started.
    pub refunded: u64,
    /// Retries that were not granted, since the process started.
    pub refused: u64,
}

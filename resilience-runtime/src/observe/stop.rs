//! The reasons for which a retry makes no further attempt.

use std::fmt;

/// Why there is no further attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Stop {
    /// The call succeeded.
    Success,
    /// The outcome is not one to try again: the predicate says so, or a breaker, bulkhead or rate
    /// limiter below refused the call.
    NotRetryable,
    /// Every retry has been made.
    RetriesSpent,
    /// The next pause would have ended after `max_elapsed`.
    TimeSpent,
    /// The budget had no retry left.
    BudgetRefused,
    /// Another retry, of which this is part of an attempt, tries again.
    Nested,
}

impl Stop {
    /// What it is called where machines read it.
    #[cfg(any(feature = "metrics", feature = "tracing"))]
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::NotRetryable => "not_retryable",
            Self::RetriesSpent => "retries_spent",
            Self::TimeSpent => "time_spent",
            Self::BudgetRefused => "budget_refused",
            Self::Nested => "nested",
        }
    }

    /// Every reason.
    #[cfg(feature = "metrics")]
    pub(crate) const ALL: [Self; 6] = [
        Self::Success,
        Self::NotRetryable,
        Self::RetriesSpent,
        Self::TimeSpent,
        Self::BudgetRefused,
        Self::Nested,
    ];
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Success => "success",
            Self::NotRetryable => "not retryable",
            Self::RetriesSpent => "retries spent",
            Self::TimeSpent => "time spent",
            Self::BudgetRefused => "budget refused",
            Self::Nested => "left to the outer retry",
        })
    }
}

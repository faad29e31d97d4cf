//! The reasons why a retry makes no further attempt.

use std::fmt;

/// The reason why a retry makes no further attempt.
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
    /// The failure is not retryable: the predicate excludes it, or an inner breaker, bulkhead or
    /// rate limiter rejected the call.
    NotRetryable,
    /// All allowed retries have been made.
    RetriesSpent,
    /// The next pause would have ended after `max_elapsed`.
    TimeSpent,
    /// The budget had no retry left.
    BudgetRefused,
    /// The call is part of an attempt of an outer retry, which makes the further attempts.
    Nested,
}

impl Stop {
    /// Returns the label in metrics and traces.
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

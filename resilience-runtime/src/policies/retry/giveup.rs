//! How the attempts of a call came to their end.

use std::fmt;
use std::time::Duration;

use super::Cause;

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

/// A call that did not succeed and is not tried again, as an `on_giveup` function sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GiveUp {
    /// How many attempts were made, the first call included.
    pub attempts: u32,
    /// The time since the first began.
    pub elapsed: Duration,
    /// Why there is no further one.
    pub reason: Stop,
}

/// What the `on_giveup` setting may be: a function of [`GiveUp`], optionally followed by [`Cause`].
#[diagnostic::on_unimplemented(
    message = "`on_giveup` is a function of `GiveUp`, optionally followed by `Cause<'_, {E}>`",
    label = "needs `fn(GiveUp)` or `fn(GiveUp, Cause<'_, {E}>)`"
)]
pub trait OnGiveUp<E, Kind> {
    /// Tells of the end.
    fn tell(self, end: GiveUp, cause: Cause<'_, E>);
}

impl<E, F: FnOnce(GiveUp)> OnGiveUp<E, super::cause::WithoutCause> for F {
    fn tell(self, end: GiveUp, _: Cause<'_, E>) {
        self(end);
    }
}

impl<E, F: FnOnce(GiveUp, Cause<'_, E>)> OnGiveUp<E, super::cause::WithCause> for F {
    fn tell(self, end: GiveUp, cause: Cause<'_, E>) {
        self(end, cause);
    }
}

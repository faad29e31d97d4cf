//! The reason for a retry.

use std::fmt;

use super::Attempt;
use crate::Rejected;
use crate::outcome::answer::Answer;

/// The failure of an attempt, passed to `on_retry` and `on_giveup` functions.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Attempt, Cause};
/// fn log_retry(attempt: Attempt, cause: Cause<'_, std::io::Error>) {
///     println!("retry {} because of: {cause}", attempt.number);
/// }
/// # let _ = log_retry;
/// ```
#[derive(Debug)]
pub enum Cause<'a, E> {
    /// The call failed.
    Error(&'a E),
    /// The attempt timed out below the retry or, at the end, another policy rejected the call.
    Rejected(&'a Rejected),
    /// The call returned `Ok`, and `judge` did not count it as a success.
    Answer,
}

impl<E> Clone for Cause<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Cause<'_, E> {}

impl<E: fmt::Display> fmt::Display for Cause<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::Rejected(rejected) => rejected.fmt(f),
            Self::Answer => f.write_str("the answer was not judged a success"),
        }
    }
}

impl<'a, E> Cause<'a, E> {
    /// Returns the cause in an answer.
    pub(crate) fn of<T>(answer: &'a Answer<T, E>) -> Self {
        match answer {
            Ok(Err(error)) => Self::Error(error),
            Err(rejected) => Self::Rejected(rejected),
            Ok(Ok(_)) => Self::Answer,
        }
    }
}

/// The types that `on_retry` accepts: a function of [`Attempt`], optionally followed by [`Cause`].
#[diagnostic::on_unimplemented(
    message = "`on_retry` is a function of `Attempt`, optionally followed by `Cause<'_, {E}>`",
    label = "needs `fn(Attempt)` or `fn(Attempt, Cause<'_, {E}>)`"
)]
pub trait OnRetry<E, Kind> {
    /// Calls the function before the retry.
    fn tell(self, attempt: Attempt, cause: Cause<'_, E>);
}

/// The default of `on_retry`: calls no function.
#[derive(Debug)]
pub struct NoListener;

#[diagnostic::do_not_recommend]
impl<E> OnRetry<E, Self> for NoListener {
    fn tell(self, _: Attempt, _: Cause<'_, E>) {}
}

/// Marks a function that does not ask for the cause.
#[derive(Debug)]
pub struct WithoutCause;

/// Marks a function that asks for the cause.
#[derive(Debug)]
pub struct WithCause;

impl<E, F: FnOnce(Attempt)> OnRetry<E, WithoutCause> for F {
    fn tell(self, attempt: Attempt, _: Cause<'_, E>) {
        self(attempt);
    }
}

impl<E, F: FnOnce(Attempt, Cause<'_, E>)> OnRetry<E, WithCause> for F {
    fn tell(self, attempt: Attempt, cause: Cause<'_, E>) {
        self(attempt, cause);
    }
}

//! The answer of an attempt, and its verdict.

use super::verdict::{IntoVerdict, Verdict};
use crate::Rejected;

/// The end of an attempt: the result of the body, or a rejection in its place.
pub(crate) type Answer<T, E> = Result<Result<T, E>, Rejected>;

/// The end of a call: the function's own result, or a rejection in its place.
pub(crate) type Outcome<T, E, R> = Result<Result<T, E>, R>;

/// What an annotated function returns: a `Result`, or an alias of one.
#[diagnostic::on_unimplemented(
    message = "the resilience attributes need a function that returns a `Result<T, E>`",
    label = "`{Self}` is not a `Result`",
    note = "write `Result<T, E>`, with `T` for what the function finds and `E` for the type of its errors"
)]
pub trait Answered<T, E> {
    /// Returns the result itself.
    #[allow(clippy::missing_errors_doc, reason = "the function's own")]
    fn into_result(self) -> Result<T, E>;
}

impl<T, E> Answered<T, E> for Result<T, E> {
    #[inline]
    fn into_result(self) -> Self {
        self
    }
}

/// The verdict without a predicate: an error is a failure, and a rejection has a verdict of its own.
#[inline]
pub fn plain<T, E>(answer: &Answer<T, E>) -> Verdict {
    match answer {
        Ok(Ok(_)) => Verdict::Success,
        Ok(Err(_)) => Verdict::Failure,
        Err(rejected) => rejected.verdict(),
    }
}

/// The verdict of a `when` predicate, which looks at the error; `None` for a rejection.
#[inline]
pub fn when<T, E, V: IntoVerdict>(
    answer: &Answer<T, E>,
    predicate: impl FnOnce(&E) -> V,
) -> Option<Verdict> {
    judge(answer, |answer| match answer {
        Ok(_) => Verdict::Success,
        Err(error) => predicate(error).into_verdict(),
    })
}

/// The verdict of a `judge` predicate, which looks at the whole result; `None` for a rejection.
#[inline]
pub fn judge<T, E, V: IntoVerdict>(
    answer: &Answer<T, E>,
    predicate: impl FnOnce(&Result<T, E>) -> V,
) -> Option<Verdict> {
    let answer = answer.as_ref().ok()?;
    Some(predicate(answer).into_verdict())
}

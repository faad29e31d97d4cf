//! How an outcome counts.

use crate::Rejected;

/// How an outcome counts with the policies above it.
///
/// A predicate returns one, or a `bool`: `true` is [`Verdict::Failure`], `false` is
/// [`Verdict::Success`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The service failed: a breaker counts it, a retry tries again.
    Failure,
    /// The service answered, if with an error: a breaker counts a success, a retry is done.
    Success,
    /// It says nothing of the service: a breaker counts neither, a retry is done.
    Ignore,
}

/// What a predicate may return: `bool` (`true` is a failure) or [`Verdict`].
#[diagnostic::on_unimplemented(
    message = "a predicate returns `bool` or `Verdict`, not `{Self}`",
    label = "this predicate returns `{Self}`"
)]
pub trait IntoVerdict {
    /// The verdict that the value stands for.
    fn into_verdict(self) -> Verdict;
}

impl IntoVerdict for Verdict {
    fn into_verdict(self) -> Verdict {
        self
    }
}

impl IntoVerdict for bool {
    fn into_verdict(self) -> Verdict {
        if self {
            Verdict::Failure
        } else {
            Verdict::Success
        }
    }
}

/// The end of an attempt: the result of the body, or a rejection in its place.
pub(crate) type Answer<T, E> = Result<Result<T, E>, Rejected>;

/// What came of a call: the function's own answer, or a rejection in its place.
pub(crate) type Outcome<T, E, R> = Result<Result<T, E>, R>;

/// What an annotated function returns: a `Result`, or an alias of one.
#[diagnostic::on_unimplemented(
    message = "the resilience attributes need a function that returns a `Result<T, E>`",
    label = "`{Self}` is not a `Result`",
    note = "write `Result<T, E>`, with `T` for what the function finds and `E` for the type of its errors"
)]
pub trait Answered<T, E> {
    /// The result itself.
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

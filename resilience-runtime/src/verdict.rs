//! How an outcome counts.

use crate::rejected::Rejection;

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

/// What runs through a pipeline: the function's own answer, or a rejection in its place.
///
/// The answer stays whole on its way up, so that a predicate can look at it where it lies.
pub type Outcome<T, E, R> = Result<Result<T, E>, R>;

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
    fn into_result(self) -> Self {
        self
    }
}

/// The answer of the body, as the layers see it.
#[allow(clippy::missing_errors_doc, reason = "the body is no rejection")]
#[allow(
    clippy::unnecessary_wraps,
    reason = "layers above put rejections in its place"
)]
#[inline]
pub fn answered<A: Answered<T, E>, T, E, R>(answer: A) -> Outcome<T, E, R> {
    Ok(answer.into_result())
}

/// The verdict where no predicate is given: an error is a failure.
#[inline]
pub fn plain<T, E, R: Rejection>(outcome: &Outcome<T, E, R>) -> Verdict {
    judge(outcome, Result::is_err)
}

/// The verdict of a `when` predicate, which looks at the error.
#[inline]
pub fn when<T, E, R: Rejection, V: IntoVerdict>(
    outcome: &Outcome<T, E, R>,
    predicate: impl FnOnce(&E) -> V,
) -> Verdict {
    match outcome {
        Ok(Ok(_)) => Verdict::Success,
        Ok(Err(error)) => predicate(error).into_verdict(),
        Err(rejection) => rejection.verdict(),
    }
}

/// The verdict of a `judge` predicate, which looks at the whole result.
#[inline]
pub fn judge<T, E, R: Rejection, V: IntoVerdict>(
    outcome: &Outcome<T, E, R>,
    predicate: impl FnOnce(&Result<T, E>) -> V,
) -> Verdict {
    match outcome {
        Ok(answer) => predicate(answer).into_verdict(),
        Err(rejection) => rejection.verdict(),
    }
}

//! How an outcome counts.

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

/// What an attempt came to: the answer of the body, or none.
pub(crate) type Answer<T, E> = Option<Result<T, E>>;

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

/// The verdict where no predicate is given: an error is a failure. Where there is no answer, the
/// layers know how that counts.
#[inline]
pub fn plain<T, E>(answer: &Answer<T, E>) -> Option<Verdict> {
    judge(answer, Result::is_err)
}

/// The verdict of a `when` predicate, which looks at the error.
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

/// The verdict of a `judge` predicate, which looks at the whole result.
#[inline]
pub fn judge<T, E, V: IntoVerdict>(
    answer: &Answer<T, E>,
    predicate: impl FnOnce(&Result<T, E>) -> V,
) -> Option<Verdict> {
    answer
        .as_ref()
        .map(|answer| predicate(answer).into_verdict())
}

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

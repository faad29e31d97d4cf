//! The verdict on an outcome.

/// The verdict on an outcome, by which the policies above count it.
///
/// A predicate returns a verdict or a `bool`: `true` is [`Verdict::Failure`], `false` is [`Verdict::Success`].
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{CircuitBreaker, Rejected, Verdict};
/// # fn main() -> Result<(), Rejected> {
/// let breaker = CircuitBreaker::builder("verdicts").build();
/// breaker.acquire()?.settle(Verdict::Failure);
/// breaker.acquire()?.settle(Verdict::Ignore);
/// assert_eq!(breaker.snapshot().failures_in_a_row, 1);
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The service failed: a breaker counts a failure, a retry tries again.
    Failure,
    /// The service works, even if it returned an error: a breaker counts a success, a retry is done.
    Success,
    /// The outcome says nothing about the service: a breaker counts neither, a retry is done.
    Ignore,
}

/// The result types of predicates: `bool` (`true` is a failure) or [`Verdict`].
#[diagnostic::on_unimplemented(
    message = "a predicate returns `bool` or `Verdict`, not `{Self}`",
    label = "this predicate returns `{Self}`"
)]
pub trait IntoVerdict {
    /// Converts the value into a verdict.
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

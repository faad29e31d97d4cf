//! The end of a call's attempts without success.

use std::time::Duration;

use super::Cause;
use crate::Stop;

/// A call that failed and is not retried, passed to an `on_giveup` function.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::GiveUp;
/// fn log_end(end: GiveUp) {
///     println!("gave up after {} attempts: {}", end.attempts, end.reason);
/// }
/// # let _ = log_end;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GiveUp {
    /// How many attempts were made, the first call included.
    pub attempts: u32,
    /// The time since the first attempt started.
    pub elapsed: Duration,
    /// Why there is no further attempt.
    pub reason: Stop,
}

/// The types that `on_giveup` accepts: a function of [`GiveUp`], optionally followed by [`Cause`].
#[diagnostic::on_unimplemented(
    message = "`on_giveup` is a function of `GiveUp`, optionally followed by `Cause<'_, {E}>`",
    label = "needs `fn(GiveUp)` or `fn(GiveUp, Cause<'_, {E}>)`"
)]
pub trait OnGiveUp<E, Kind> {
    /// Calls the function.
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

//! How the attempts of a call came to their end.

use std::time::Duration;

use super::Cause;
use crate::Stop;

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

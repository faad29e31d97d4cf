//! How a rejection leaves a pipeline.

use std::convert::Infallible;
use std::time::Duration;

use crate::{Name, Rejected};

/// What can stand in a pipeline's place for a rejection: [`Rejected`], or nothing at all in a
/// pipeline of which no layer rejects.
pub trait Rejection {
    /// What a call says that has no answer.
    fn of(rejected: Rejected) -> Self;

    /// What stands where there would be none, and never is.
    ///
    /// It is written out, and no other rejection has as much in it: so the compiler sees words in an answer where it
    /// would copy bytes from place to place, also those of an answer that has none of them.
    fn unknown() -> Self;

    /// The rejection itself.
    fn into_rejected(self) -> Rejected;
}

impl Rejection for Rejected {
    #[inline]
    fn of(rejected: Self) -> Self {
        rejected
    }

    #[inline]
    fn unknown() -> Self {
        debug_assert!(
            false,
            "a call without an answer has been refused or cut off"
        );
        Self::CircuitOpen {
            name: Name::from_static("unknown"),
            retry_after: Duration::MAX,
            last_failure: Some(Duration::ZERO),
        }
    }

    fn into_rejected(self) -> Rejected {
        self
    }
}

impl Rejection for Infallible {
    fn of(_: Rejected) -> Self {
        Self::unknown()
    }

    fn unknown() -> Self {
        unreachable!("no layer of this pipeline refuses a call or cuts it off")
    }

    fn into_rejected(self) -> Rejected {
        match self {}
    }
}

/// An error in which a rejection `R` can leave an annotated function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot carry a rejection out of this function",
    label = "needs `impl From<resilience::Rejected> for {Self}`",
    note = "put `#[fallback(path)]` on top to answer every rejection, beside `stale` that is `else = path`; or let the error carry it:
`impl From<resilience::Rejected> for {Self} {{ fn from(rejected: resilience::Rejected) -> Self {{ … }} }}`;
where it is a generic parameter, write `{Self}: From<resilience::Rejected>`"
)]
pub trait Carries<R> {
    /// The error that carries it.
    fn carry(rejection: R) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<Rejected>> Carries<Rejected> for E {
    #[inline]
    fn carry(rejection: Rejected) -> Self {
        rejection.into()
    }
}

#[diagnostic::do_not_recommend]
impl<E> Carries<Infallible> for E {
    fn carry(rejection: Infallible) -> Self {
        match rejection {}
    }
}

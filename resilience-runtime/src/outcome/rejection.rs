//! The conversion of a rejection into the error of a function.

use std::convert::Infallible;

use crate::Rejected;

/// The rejections of a pipeline: [`Rejected`], or [`Infallible`] where no layer rejects a call.
pub trait Rejection {
    /// Converts a rejection into the type of this pipeline.
    fn of(rejected: Rejected) -> Self;

    /// Returns the rejection itself.
    fn into_rejected(self) -> Rejected;
}

impl Rejection for Rejected {
    #[inline]
    fn of(rejected: Self) -> Self {
        rejected
    }

    fn into_rejected(self) -> Self {
        self
    }
}

impl Rejection for Infallible {
    fn of(_: Rejected) -> Self {
        unreachable!("no layer of this pipeline rejects a call")
    }

    fn into_rejected(self) -> Rejected {
        match self {}
    }
}

/// An error type that can carry a rejection `R` out of an annotated function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot carry a rejection out of this function",
    label = "needs `impl From<resilience::Rejected> for {Self}`",
    note = "put `#[fallback(path)]` on top to answer every rejection, beside `stale` that is `else = path`; or let the error carry it:
`impl From<resilience::Rejected> for {Self} {{ fn from(rejected: resilience::Rejected) -> Self {{ … }} }}`;
where it is a generic parameter, write `{Self}: From<resilience::Rejected>`"
)]
pub trait Carries<R> {
    /// Converts the rejection into the error.
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

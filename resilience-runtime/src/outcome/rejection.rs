//! How a rejection leaves a pipeline.

use std::convert::Infallible;

use crate::Rejected;

/// The rejections of a pipeline: [`Rejected`], or [`Infallible`] where no layer rejects a call.
pub trait Rejection {
    /// Names the rejection by its type in that pipeline.
    fn of(rejected: Rejected) -> Self;

    /// The rejection itself.
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

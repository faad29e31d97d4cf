//! How a call ends.

use super::{Call, Layer, Passage};
use crate::rejected::{Carries, Rejection};
use crate::verdict::{Answer, Outcome, plain};
use crate::{Failure, Rejected};

/// Ends a call that has gone straight through.
#[allow(
    clippy::missing_errors_doc,
    clippy::unnecessary_wraps,
    reason = "what a function returns"
)]
#[inline]
pub fn passed<S: Layer, T, E>(call: &mut Call<'_, S>, value: T) -> Result<T, E> {
    call.passed();
    Ok(value)
}

/// Ends the call: a rejection leaves the function in its error.
#[allow(clippy::missing_errors_doc, reason = "the body's own, or a rejection")]
#[inline]
pub fn leave<S: Layer, T, E: Carries<R>, R: Rejection>(
    call: &Call<'_, S>,
    layers: &S,
    answer: Answer<T, E>,
) -> Result<T, E> {
    match answer {
        Some(answer) => answer,
        // One layer has little code for it, and what stays in registers need not wait for memory.
        None if S::REJECTS < 2 => Err(call.carried(layers)),
        None => {
            let mut carried = None;
            call.carry(layers, &mut carried);
            carried.unwrap_or_else(|| nothing())
        }
    }
}

/// The same where the outermost layer is to hear how the answer counts, and an error is a failure.
#[allow(clippy::missing_errors_doc, reason = "the body's own, or a rejection")]
#[inline]
pub fn conclude<S: Layer, T, E: Carries<R>, R: Rejection>(
    call: &mut Call<'_, S>,
    layers: &S,
    mut answer: Answer<T, E>,
) -> Result<T, E> {
    call.concludes(layers, &mut answer);
    answer.unwrap_or_else(|| nothing())
}

#[cold]
#[inline(never)]
fn nothing() -> ! {
    unreachable!("a rejection was put there")
}

impl<S: Layer> Call<'_, S> {
    /// What came of the call, which leaves every layer.
    #[allow(clippy::missing_errors_doc, reason = "the rejection")]
    #[inline]
    pub fn outcome<T, E, R: Rejection>(
        &mut self,
        layers: &S,
        answer: Answer<T, E>,
    ) -> Outcome<T, E, R> {
        let outcome = match answer {
            Some(answer) => Ok(answer),
            None => Err(self.rejection(layers)),
        };
        self.passage().leave();
        outcome
    }

    /// The answer, or why there is none.
    #[allow(
        clippy::missing_errors_doc,
        reason = "the rejection, or the body's own"
    )]
    #[inline]
    pub fn result<T, E>(&self, layers: &S, answer: Answer<T, E>) -> Result<T, Failure<E>> {
        match answer {
            Some(answer) => answer.map_err(Failure::Error),
            None => Err(Failure::Rejected(self.rejection(layers))),
        }
    }

    #[inline]
    fn carried<E: Carries<R>, R: Rejection>(&self, layers: &S) -> E {
        E::carry(R::of(self.rejected(layers)))
    }

    /// Puts the error that carries the rejection there, by the code that every function with such layers
    /// shares. Not as an answer: what the compiler cannot keep in registers there it would write to
    /// memory in every call.
    #[cold]
    #[inline(never)]
    fn carry<T, E: Carries<R>, R: Rejection>(&self, layers: &S, answer: &mut Answer<T, E>) {
        *answer = Some(Err(self.carried(layers)));
    }

    #[inline(never)]
    fn concludes<T, E: Carries<R>, R: Rejection>(&mut self, layers: &S, answer: &mut Answer<T, E>) {
        self.settle(plain(answer));
        if answer.is_none() {
            *answer = Some(Err(self.carried(layers)));
        }
    }

    #[inline(never)]
    fn rejection<R: Rejection>(&self, layers: &S) -> R {
        R::of(self.rejected(layers))
    }

    #[inline]
    pub(super) fn rejected(&self, layers: &S) -> Option<Rejected> {
        layers.rejected(self.known()?)
    }
}

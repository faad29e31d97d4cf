//! One call through a pipeline, as generated code and the policies' `call` methods drive it.

use super::access::{Access, LayerSource};
use super::state::State;
use crate::outcome::answer::{Answer, Outcome, plain};
use crate::outcome::rejection::{Carries, Rejection};
use crate::{Failure, Verdict};

/// One call through the layers of a pipeline.
///
/// Its work is done by its state, whose code is shared by all functions with layers of the same types. Each
/// function has a copy of the code here, which looks up the layers.
///
/// # Cancel safety
///
/// Dropping the call, with or without its attempt, cancels it in every layer that has admitted it, from the inside
/// out.
#[allow(missing_debug_implementations)]
pub struct Call<A: Access> {
    access: A,
    state: A::State,
}

/// The layers that a call reaches that way.
pub(crate) type LayersAt<A> = <<A as Access>::Source as LayerSource>::Layers;

#[allow(
    clippy::redundant_closure_for_method_calls,
    reason = "a method is not general enough"
)]
impl<A: Access> Call<A> {
    /// A call that takes the fast path if every layer admits it at once. Its success needs no verdict.
    #[inline]
    pub fn new(access: A) -> Self {
        let state = A::State::default();
        Self { access, state }
    }

    /// A call on the slow path, all of whose answers get a verdict.
    #[inline]
    pub fn judged(access: A) -> Self {
        let mut call = Self::new(access);
        call.with_state(|state| {
            state.slow();
        });
        call
    }

    /// Settles an attempt in the inner layers, once: with the layer's own verdict, outermost first, or where it
    /// has none with the plain one.
    #[inline]
    pub fn settle_attempt<T, E>(&mut self, answer: &Answer<T, E>, own: &[Option<Verdict>]) {
        let plain = plain(answer);
        self.with_state(|state| state.settle_attempt(own, plain));
    }

    /// Settles the call in the outer layers, in the same way.
    #[inline]
    pub fn settle_call<T, E>(&mut self, answer: &Answer<T, E>, own: &[Option<Verdict>]) {
        let plain = plain(answer);
        self.with_state(|state| state.settle_call(own, plain));
    }

    /// Ends a call that has succeeded on the fast path.
    #[allow(
        clippy::missing_errors_doc,
        clippy::unnecessary_wraps,
        reason = "the type that a function returns"
    )]
    #[inline]
    pub fn finish<T, E>(&mut self, value: T) -> Result<T, E> {
        self.with_state(|state| state.finish());
        Ok(value)
    }

    /// Ends the call. A rejection leaves the function in its error.
    #[allow(clippy::missing_errors_doc, reason = "the body's own, or a rejection")]
    #[inline]
    pub fn leave<T, E: Carries<R>, R: Rejection>(&mut self, answer: Answer<T, E>) -> Result<T, E> {
        self.conclude();
        match answer {
            Ok(answer) => answer,
            Err(rejected) => Err(E::carry(R::of(rejected))),
        }
    }

    /// Ends the call for a fallback, which looks at the rejection.
    #[allow(clippy::missing_errors_doc, reason = "the rejection")]
    #[inline]
    pub fn outcome<T, E, R: Rejection>(&mut self, answer: Answer<T, E>) -> Outcome<T, E, R> {
        self.conclude();
        answer.map_err(R::of)
    }

    /// Ends the call of a policy's handle.
    #[allow(clippy::missing_errors_doc, reason = "the body's own, or a rejection")]
    #[inline]
    pub fn result<T, E>(&mut self, answer: Answer<T, E>) -> Result<T, Failure<E>> {
        self.conclude();
        match answer {
            Ok(answer) => answer.map_err(Failure::Error),
            Err(rejected) => Err(Failure::Rejected(rejected)),
        }
    }

    #[inline]
    fn conclude(&mut self) {
        self.with_state(|state| state.conclude());
    }

    #[inline]
    pub(crate) fn with_layers<R>(
        &mut self,
        run: impl for<'a> FnOnce(&'a A::Source, &mut State<'a, LayersAt<A>>) -> R,
    ) -> R {
        self.access.with_layers(&mut self.state, run)
    }

    #[inline]
    fn with_state<R>(&mut self, run: impl for<'a> FnOnce(&mut State<'a, LayersAt<A>>) -> R) -> R {
        self.access.with_state(&mut self.state, run)
    }
}

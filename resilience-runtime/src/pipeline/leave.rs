//! How a call ends.

use super::course::Course;
use super::Layer;
use crate::rejected::{Carries, Rejection};
use crate::verdict::{Answer, Outcome, plain};
use crate::{Failure, Rejected};

impl<S: Layer> Course<'_, S> {
    #[inline]
    pub(super) fn leave<T, E: Carries<R>, R: Rejection>(
        &mut self,
        layers: &S,
        answer: Answer<T, E>,
    ) -> Result<T, E> {
        match answer {
            Some(answer) => answer,
            // One layer has little code for it, and what stays in registers need not wait for memory.
            None if S::REJECTS < 2 => Err(self.carried(layers)),
            None => {
                let mut carried = None;
                self.carry(layers, &mut carried);
                carried.unwrap_or_else(|| nothing())
            }
        }
    }

    #[inline]
    pub(super) fn conclude<T, E: Carries<R>, R: Rejection>(
        &mut self,
        layers: &S,
        mut answer: Answer<T, E>,
    ) -> Result<T, E> {
        self.concludes(layers, &mut answer);
        answer.unwrap_or_else(|| nothing())
    }

    #[inline]
    pub(super) fn outcome<T, E, R: Rejection>(
        &mut self,
        layers: &S,
        answer: Answer<T, E>,
    ) -> Outcome<T, E, R> {
        let outcome = match answer {
            Some(answer) => Ok(answer),
            None => Err(self.rejection(layers)),
        };
        self.leaves();
        outcome
    }

    #[inline]
    pub(super) fn result<T, E>(
        &mut self,
        layers: &S,
        answer: Answer<T, E>,
    ) -> Result<T, Failure<E>> {
        match answer {
            Some(answer) => answer.map_err(Failure::Error),
            None => Err(Failure::Rejected(self.rejection(layers))),
        }
    }

    #[inline]
    fn carried<E: Carries<R>, R: Rejection>(&mut self, layers: &S) -> E {
        E::carry(self.rejection_in_place(layers))
    }

    /// Puts the error that carries the rejection there, by the code that every function with such layers
    /// shares. Not as an answer: what the compiler cannot keep in registers there it would write to
    /// memory in every call.
    #[cold]
    #[inline(never)]
    fn carry<T, E: Carries<R>, R: Rejection>(&mut self, layers: &S, answer: &mut Answer<T, E>) {
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
    fn rejection<R: Rejection>(&mut self, layers: &S) -> R {
        self.rejection_in_place(layers)
    }

    #[inline]
    fn rejection_in_place<R: Rejection>(&mut self, layers: &S) -> R {
        let rejected = self.rejected(layers);
        self.ends_refused();
        R::of(rejected)
    }

    #[inline]
    pub(super) fn rejected(&self, layers: &S) -> Option<Rejected> {
        layers.rejected(self.known()?)
    }
}

#[cold]
#[inline(never)]
fn nothing() -> ! {
    unreachable!("a rejection was put there")
}

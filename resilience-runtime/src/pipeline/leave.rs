//! How a call ends.

use super::course::{Course, Layers};
use super::{Holds, Layer};
use crate::outcome::rejection::{Carries, Rejection};
use crate::outcome::verdict::{Answer, Outcome, plain};
use crate::{Failure, Rejected};

impl<H: Holds> Course<'_, H> {
    #[inline]
    pub(super) fn leave<T, E: Carries<R>, R: Rejection>(
        &mut self,
        holder: &H,
        answer: Answer<T, E>,
    ) -> Result<T, E> {
        match answer {
            Some(answer) => answer,
            // One layer has little code for it, and what stays in registers need not wait for memory.
            None if Layers::<H>::REJECTS < 2 => Err(self.carried(holder)),
            None => {
                let mut carried = None;
                self.carry(holder, &mut carried);
                carried.unwrap_or_else(unknown)
            }
        }
    }

    #[inline]
    pub(super) fn conclude<T, E: Carries<R>, R: Rejection>(
        &mut self,
        holder: &H,
        mut answer: Answer<T, E>,
    ) -> Result<T, E> {
        self.concludes(holder, &mut answer);
        self.passed();
        answer.unwrap_or_else(unknown)
    }

    #[inline]
    pub(super) fn outcome<T, E, R: Rejection>(
        &mut self,
        holder: &H,
        answer: Answer<T, E>,
    ) -> Outcome<T, E, R> {
        let outcome = match answer {
            Some(answer) => Ok(answer),
            None => Err(self.rejection(holder)),
        };
        self.leaves();
        outcome
    }

    #[inline]
    pub(super) fn result<T, E>(
        &mut self,
        holder: &H,
        answer: Answer<T, E>,
    ) -> Result<T, Failure<E>> {
        match answer {
            Some(answer) => answer.map_err(Failure::Error),
            None => Err(Failure::Rejected(self.rejection(holder))),
        }
    }

    #[inline]
    fn carried<E: Carries<R>, R: Rejection>(&mut self, holder: &H) -> E {
        E::carry(self.rejection_in_place(holder))
    }

    /// Puts the error that carries the rejection there, by the code that every function with such layers
    /// shares. Not as an answer: what the compiler cannot keep in registers there it would write to
    /// memory in every call.
    #[cold]
    #[inline(never)]
    fn carry<T, E: Carries<R>, R: Rejection>(&mut self, holder: &H, answer: &mut Answer<T, E>) {
        *answer = Some(Err(self.carried(holder)));
    }

    /// The end of the call: it has left every layer then.
    #[inline(never)]
    fn concludes<T, E: Carries<R>, R: Rejection>(&mut self, holder: &H, answer: &mut Answer<T, E>) {
        self.settle(plain(answer));
        if answer.is_none() {
            *answer = Some(Err(self.carried(holder)));
        }
        self.let_go();
    }

    #[inline(never)]
    fn rejection<R: Rejection>(&mut self, holder: &H) -> R {
        self.rejection_in_place(holder)
    }

    #[inline]
    fn rejection_in_place<R: Rejection>(&mut self, holder: &H) -> R {
        let rejected = self.rejected(holder.layers());
        if self.is_refused() {
            self.passed();
        }
        match rejected {
            Some(rejected) => R::of(rejected),
            // A breaker's own rejection shows the compiler what `unknown` is there to show.
            None if Layers::<H>::COUNTS => nothing(),
            None => R::unknown(),
        }
    }

    #[inline]
    pub(super) fn rejected(&self, layers: &Layers<H>) -> Option<Rejected> {
        match self.known() {
            Some(passage) => layers.rejected(passage),
            None if Self::IS_ALONE => layers.turned_away(),
            None => None,
        }
    }
}

/// What cannot be: an answer, or a rejection in its place, was put there.
#[inline]
fn unknown<T, E: Carries<R>, R: Rejection>() -> Result<T, E> {
    Err(E::carry(R::unknown()))
}

#[cold]
#[inline(never)]
fn nothing() -> ! {
    unreachable!("a call without an answer has been refused or cut off")
}

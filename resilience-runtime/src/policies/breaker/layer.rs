//! The breaker as a layer of a pipeline.

use super::handle::CircuitBreaker;
use super::passing::Passing;
use super::permit::CircuitPermit;
use super::refusal::Refusal;
use crate::pipeline::{self, Entry, Layer, Timer, Wait};
use crate::{Rejected, Verdict};

/// How far a call has come.
#[derive(Debug)]
pub enum Passage<'a> {
    /// It is not in, and why, if it was refused.
    Outside(Option<Refusal>),
    Admitted(CircuitPermit<'a>),
}

impl Layer for CircuitBreaker {
    type Passage<'a> = Passage<'a>;
    type Pass<'a> = Passing;
    type Halt<'a> = ();
    type Timer<Below: Timer> = Below;
    const WAITS: bool = false;
    const COUNTS: bool = true;
    const REFUSES: bool = true;

    #[inline]
    fn pass(&self) -> Result<Passing, ()> {
        Passing::through(self.storage()).ok_or(())
    }

    #[inline]
    fn refuse(&self, (): ()) -> Option<Passage<'_>> {
        let refusal = self.storage().refuse()?;
        Some(Passage::Outside(Some(refusal)))
    }

    #[inline(always)]
    fn passed(&self, pass: Passing) {
        pass.succeeds(self.storage());
    }

    #[inline(always)]
    fn keep(&self, pass: Passing) -> Passage<'_> {
        Passage::Admitted(CircuitPermit::begun(self.storage(), pass))
    }

    #[inline]
    fn enter<'a>(&'a self, call: &mut Passage<'a>) -> Entry {
        if let Passage::Admitted(_) = call {
            return Entry::In;
        }
        match self.admit() {
            Ok(permit) => {
                *call = Passage::Admitted(permit);
                Entry::In
            }
            Err(refusal) => {
                *call = Passage::Outside(Some(refusal));
                Entry::Refused
            }
        }
    }

    #[inline]
    fn rejected(&self, call: &Passage<'_>) -> Option<Rejected> {
        match call {
            Passage::Outside(refusal) => refusal.as_ref().map(|it| self.rejected(it)),
            Passage::Admitted(_) => None,
        }
    }
}

impl pipeline::Passage for Passage<'_> {
    #[inline]
    fn begin() -> Self {
        Self::Outside(None)
    }

    fn waits(&mut self) {
        if let Self::Admitted(permit) = self {
            permit.waits();
        }
    }

    fn sends(&mut self) {
        if let Self::Admitted(permit) = self {
            permit.begins();
        }
    }

    fn panics(&mut self) {
        if let Self::Admitted(permit) = self {
            permit.panics();
        }
    }

    #[inline]
    fn cuts_off(&mut self, wait: &mut Wait<'_, '_>) -> bool {
        if let Self::Admitted(permit) = self {
            match permit.hangs_at() {
                Some(time) if wait.is_over(time) => permit.hangs(),
                _ => {}
            }
        }
        false
    }

    #[inline(never)]
    fn settle(&mut self, verdict: Option<Verdict>) {
        if let (Self::Admitted(permit), Some(verdict)) = (self, verdict) {
            permit.settle_in_place(verdict);
        }
    }

    #[inline]
    fn leave(&mut self) {
        if let Self::Admitted(_) = self {
            *self = Self::Outside(None);
        }
    }

    #[inline]
    fn refusal(&self) -> Option<Verdict> {
        matches!(self, Self::Outside(Some(_))).then_some(Verdict::Ignore)
    }
}

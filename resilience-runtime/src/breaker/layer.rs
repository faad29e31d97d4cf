//! The breaker as a layer of a pipeline.

use super::handle::CircuitBreaker;
use super::permit::{CircuitPermit, Passing};
use super::refusal::Refusal;
use crate::pipeline::{self, Entry, Layer, Timer, Wait};
use crate::{Rejected, Verdict};

/// How far a call has come.
#[derive(Debug)]
pub enum Passage<'a> {
    Outside,
    Admitted(CircuitPermit<'a>),
    Refused(Refusal),
}

impl Layer for CircuitBreaker {
    type Passage<'a> = Passage<'a>;
    type Pass = Passing;
    type Halt = ();
    type Timer<Below: Timer> = Below;
    const WAITS: bool = false;
    const COUNTS: bool = true;

    #[inline]
    fn pass(&self) -> Result<Passing, ()> {
        self.storage().pass().ok_or(())
    }

    #[inline]
    fn passed(&self, pass: Passing) {
        self.storage().passed(pass);
    }

    fn keep<'a>(&'a self, pass: Passing, call: &mut Passage<'a>) {
        *call = Passage::Admitted(CircuitPermit::begun(self.storage(), pass));
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
                *call = Passage::Refused(refusal);
                Entry::Refused
            }
        }
    }

    #[inline]
    fn rejected(&self, call: &Passage<'_>) -> Option<Rejected> {
        match call {
            Passage::Refused(refusal) => Some(self.rejected(refusal)),
            Passage::Outside | Passage::Admitted(_) => None,
        }
    }
}

impl pipeline::Passage for Passage<'_> {
    #[inline]
    fn begin() -> Self {
        Self::Outside
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
            *self = Self::Outside;
        }
    }

    #[inline]
    fn refusal(&self) -> Option<Verdict> {
        matches!(self, Self::Refused(_)).then_some(Verdict::Ignore)
    }
}

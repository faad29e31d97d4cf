//! The breaker as a layer of a pipeline.

use std::task::Poll;

use super::handle::CircuitBreaker;
use super::permit::CircuitPermit;
use super::state::Refusal;
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
    type Timer<Below: Timer> = Below;

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

    #[inline]
    fn poll_body<T>(&mut self, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        match self {
            Self::Admitted(permit) => permit.poll(poll),
            Self::Outside | Self::Refused(_) => poll(),
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

    #[inline]
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

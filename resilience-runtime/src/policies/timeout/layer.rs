//! A timeout as a layer of the pipeline.

use super::Timeout;
use crate::observe::events::{self, Event};
use crate::pipeline::{Entry, Layer, Often, Passage, Timer, Wait};
use crate::support::clock::Time;
use crate::{Rejected, Verdict};

impl Timeout {
    fn rejected(&self) -> Rejected {
        Rejected::TimedOut {
            name: self.name.clone(),
            limit: self.limit,
        }
    }
}

/// How much of its time a call has used.
#[derive(Debug)]
pub enum Limited<'a> {
    Outside,
    /// It has not waited yet.
    Runs(&'a Timeout),
    /// It runs until then.
    Until(&'a Timeout, Time),
    Over,
}

impl Layer for Timeout {
    type Passage<'a> = Limited<'a>;
    type Pass<'a> = ();
    type Halt<'a> = ();
    type Timer<Below: Timer> = Often;
    const WAITS: bool = false;
    const CUTS: bool = true;

    #[inline]
    fn pass(&self) -> Result<(), ()> {
        Ok(())
    }

    #[inline(always)]
    fn keep(&self, (): ()) -> Limited<'_> {
        Limited::Runs(self)
    }

    #[inline]
    fn enter<'a>(&'a self, call: &mut Limited<'a>) -> Entry {
        if let Limited::Outside | Limited::Over = call {
            *call = Limited::Runs(self);
        }
        Entry::In
    }

    #[inline]
    fn rejected(&self, call: &Limited<'_>) -> Option<Rejected> {
        matches!(call, Limited::Over).then(|| self.rejected())
    }
}

impl Passage for Limited<'_> {
    #[inline]
    fn begin() -> Self {
        Self::Outside
    }

    #[inline]
    fn cuts_off(&mut self, wait: &mut Wait<'_, '_>) -> bool {
        if let Self::Runs(timeout) = *self {
            *self = Self::Until(timeout, wait.now().after(timeout.limit));
        }
        let Self::Until(timeout, time) = *self else {
            return false;
        };
        let is_over = wait.is_over(time);
        if is_over {
            *self = Self::Over;
            events::emit(|| Event::Rejected {
                rejected: timeout.rejected(),
            });
        }
        is_over
    }

    #[inline]
    fn leave(&mut self) {
        if let Self::Runs(_) | Self::Until(..) = self {
            *self = Self::Outside;
        }
    }

    #[inline]
    fn refusal(&self) -> Option<Verdict> {
        matches!(self, Self::Over).then_some(Verdict::Failure)
    }
}

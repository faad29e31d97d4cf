//! The rate limiter as a layer of a pipeline.

use std::time::Duration;

use super::handle::RateLimiter;
use super::reservation::Reservation;
use super::storage;
use crate::pipeline::{self, Entry, Layer, Timer, Wait};
use crate::{Rejected, Verdict};

/// How far a call has come.
#[derive(Debug)]
pub enum Passage<'a> {
    Outside,
    Waits(Reservation<'a>),
    Admitted,
    /// The next permit comes after that long.
    Refused(Duration),
}

impl Layer for RateLimiter {
    type Passage<'a> = Passage<'a>;
    type Pass<'a> = ();
    type Halt<'a> = ();
    type Timer<Below: Timer> = Below;
    const WAITS: bool = true;

    #[inline]
    fn pass(&self) -> Result<(), ()> {
        if self.take() {
            self.admitted();
            Ok(())
        } else {
            Err(())
        }
    }

    #[inline(always)]
    fn keep(&self, (): ()) -> Passage<'_> {
        Passage::Admitted
    }

    #[inline]
    fn enter<'a>(&'a self, call: &mut Passage<'a>) -> Entry {
        match call {
            Passage::Admitted => Entry::In,
            Passage::Waits(_) => Entry::Waits,
            Passage::Outside | Passage::Refused(_) => match self.enter() {
                Ok(storage::Entry::Admitted) => {
                    self.admitted();
                    *call = Passage::Admitted;
                    Entry::In
                }
                Ok(storage::Entry::Queued(ticket)) => {
                    *call = Passage::Waits(Reservation::new(self, ticket));
                    Entry::Waits
                }
                Err(retry_after) => {
                    *call = Passage::Refused(retry_after);
                    Entry::Refused
                }
            },
        }
    }

    fn wait<'a>(&'a self, call: &mut Passage<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        // It may come here from the wait of a layer above, and begin to wait only now.
        let entry = Layer::enter(self, call);
        while let Passage::Waits(reservation) = call {
            match reservation.poll(wait.waker()) {
                Some(time) if !wait.is_over(time) => return Entry::Waits,
                // Its time has come since the clock was read: it is asked again.
                Some(_) => {}
                None => {
                    self.admitted_after(reservation.asked);
                    *call = Passage::Admitted;
                    return Entry::In;
                }
            }
        }
        entry
    }

    #[inline]
    fn rejected(&self, call: &Passage<'_>) -> Option<Rejected> {
        match call {
            Passage::Refused(retry_after) => Some(self.rejected(*retry_after)),
            Passage::Outside | Passage::Waits(_) | Passage::Admitted => None,
        }
    }
}

impl pipeline::Passage for Passage<'_> {
    #[inline]
    fn begin() -> Self {
        Self::Outside
    }

    #[inline]
    fn leave(&mut self) {
        if let Self::Admitted | Self::Waits(_) = self {
            *self = Self::Outside;
        }
    }

    #[inline]
    fn refusal(&self) -> Option<Verdict> {
        matches!(self, Self::Refused(_)).then_some(Verdict::Ignore)
    }
}

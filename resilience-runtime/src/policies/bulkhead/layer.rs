//! The bulkhead as a layer of a pipeline.

use std::task::{Poll, ready};

use super::handle::Bulkhead;
use super::permit::{BulkheadPermit, Queued};
use super::state::Entry;
use crate::Rejected;
use crate::observe::timing::Stopwatch;
use crate::pipeline::{Guard, Layer, PollContext, Progress, Timer};
use crate::support::clock::Time;

/// One call in a bulkhead.
#[derive(Debug, Default)]
pub enum Slot<'a> {
    /// The call has no slot.
    #[default]
    None,
    /// The call waits for a slot until that time. In a box: few calls wait, and every call has room for it.
    Queued(Box<(Queued<'a>, Time)>),
    /// The call has a slot.
    Held(BulkheadPermit<'a>),
}

impl Guard for Slot<'_> {}

impl Layer for Bulkhead {
    /// The start of the call.
    type Ticket = Stopwatch;
    type Guard<'a> = Slot<'a>;
    type Timer<Below: Timer> = Below;

    #[inline]
    fn try_admit(&self) -> Option<Stopwatch> {
        let storage = self.storage();
        (storage.try_enter() == Some(true)).then(|| storage.begin())
    }

    #[inline]
    fn try_reject(&self) -> Option<Rejected> {
        self.storage().is_full().then(|| self.reject(0))
    }

    #[inline(always)]
    fn succeed(&self, began: Stopwatch) {
        self.storage().end(began);
    }

    #[inline(always)]
    fn guard(&self, began: Stopwatch, _: Progress) -> Slot<'_> {
        Slot::Held(BulkheadPermit::new(self.storage(), began))
    }

    #[inline]
    fn poll_admit<'a>(
        &'a self,
        slot: &mut Slot<'a>,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<Result<(), Rejected>> {
        if let Slot::None = slot {
            *slot = self.enter(cx)?;
        }
        let Slot::Queued(waiting) = slot else {
            return Poll::Ready(Ok(()));
        };
        let (queued, until) = &mut **waiting;
        if let Some(permit) = queued.take(cx.waker()) {
            *slot = Slot::Held(permit);
            return Poll::Ready(Ok(()));
        }
        ready!(cx.poll_time(*until));
        // The call leaves the queue first: it is not one of those that wait.
        *slot = Slot::None;
        Poll::Ready(Err(self.reject(self.storage().waiting())))
    }
}

impl Bulkhead {
    /// Takes a slot, or a place in the queue.
    fn enter(&self, cx: &mut PollContext<'_, '_>) -> Result<Slot<'_>, Rejected> {
        let held = || Slot::Held(BulkheadPermit::begin(self.storage()));
        match self.storage().try_enter() {
            Some(true) => return Ok(held()),
            Some(false) => return Err(self.reject(0)),
            None => {}
        }
        let (entry, longest) = self.storage().enter_slowly();
        match entry {
            Entry::Admitted => Ok(held()),
            Entry::Full { waiting } => Err(self.reject(waiting)),
            Entry::Queued(ticket) => {
                let queued = Queued::new(self.storage(), ticket);
                Ok(Slot::Queued(Box::new((queued, cx.now().after(longest)))))
            }
        }
    }

    /// Rejects a call while `waiting` others wait.
    fn reject(&self, waiting: usize) -> Rejected {
        self.storage().refuse(waiting);
        self.storage().rejected(waiting)
    }
}

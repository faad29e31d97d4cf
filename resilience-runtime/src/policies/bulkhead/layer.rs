//! The bulkhead as a layer of a pipeline.

use std::task::{Poll, ready};

use super::handle::Bulkhead;
use super::permit::{BulkheadPermit, QueuedPermit};
use super::slot::Slot;
use super::state::Admission;
use crate::Rejected;
use crate::observe::timing::Stopwatch;
use crate::pipeline::{Layer, PollContext, Progress, Timer};

impl Layer for Bulkhead {
    /// The start of the call.
    type Ticket = Stopwatch;
    type Guard<'a> = Slot<'a>;
    type Timer<Below: Timer> = Below;

    #[inline]
    fn try_admit(&self) -> Option<Stopwatch> {
        let shared = self.shared();
        (shared.try_acquire() == Some(true)).then(|| shared.start())
    }

    #[inline]
    fn try_reject(&self) -> Option<Rejected> {
        self.shared().is_full().then(|| self.reject(0))
    }

    #[inline(always)]
    fn succeed(&self, began: Stopwatch) {
        self.shared().end(began);
    }

    #[inline(always)]
    fn guard(&self, began: Stopwatch, _: Progress) -> Slot<'_> {
        Slot::Held(BulkheadPermit::new(self.shared(), began))
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
        Poll::Ready(Err(self.reject(self.shared().waiting())))
    }
}

impl Bulkhead {
    /// Takes a slot, or enters the queue.
    fn enter(&self, cx: &mut PollContext<'_, '_>) -> Result<Slot<'_>, Rejected> {
        let held = || Slot::Held(BulkheadPermit::begin(self.shared()));
        match self.shared().try_acquire() {
            Some(true) => return Ok(held()),
            Some(false) => return Err(self.reject(0)),
            None => {}
        }
        let (admission, longest) = self.shared().acquire_or_queue();
        match admission {
            Admission::Admitted => Ok(held()),
            Admission::Full { waiting } => Err(self.reject(waiting)),
            Admission::Queued(ticket) => {
                let queued = QueuedPermit::new(self.shared(), ticket);
                Ok(Slot::Queued(Box::new((queued, cx.now().after(longest)))))
            }
        }
    }

    /// Rejects a call while `waiting` others wait.
    #[inline]
    fn reject(&self, waiting: usize) -> Rejected {
        self.shared().record_rejection(waiting);
        self.shared().rejected(waiting)
    }
}

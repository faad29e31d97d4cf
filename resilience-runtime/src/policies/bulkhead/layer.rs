//! The bulkhead as a layer of a pipeline.

use std::task::Poll;

use super::handle::Bulkhead;
use super::permit::{BulkheadPermit, Queued};
use super::state;
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
        match slot {
            Slot::Held(_) => return Poll::Ready(Ok(())),
            Slot::Queued(_) => {}
            Slot::None => match self.storage().try_enter() {
                Some(true) => {
                    *slot = Slot::Held(BulkheadPermit::begin(self.storage()));
                    return Poll::Ready(Ok(()));
                }
                Some(false) => return Poll::Ready(Err(self.reject(0))),
                None => {
                    let (entry, longest) = self.storage().enter_slowly();
                    match entry {
                        state::Entry::Admitted => {
                            *slot = Slot::Held(BulkheadPermit::begin(self.storage()));
                            return Poll::Ready(Ok(()));
                        }
                        state::Entry::Full { waiting } => {
                            return Poll::Ready(Err(self.reject(waiting)));
                        }
                        state::Entry::Queued(ticket) => {
                            let queued = Queued::new(self.storage(), ticket);
                            *slot = Slot::Queued(Box::new((queued, cx.now().after(longest))));
                        }
                    }
                }
            },
        }
        self.poll_queue(slot, cx)
    }
}

impl Bulkhead {
    /// Rejects a call while `waiting` others wait.
    fn reject(&self, waiting: usize) -> Rejected {
        self.storage().refuse(waiting);
        self.storage().rejected(waiting)
    }

    /// Waits for the slot of a call that is in the queue.
    #[cold]
    fn poll_queue<'a>(
        &'a self,
        slot: &mut Slot<'a>,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<Result<(), Rejected>> {
        let Slot::Queued(queued) = slot else {
            return Poll::Ready(Ok(()));
        };
        let (queued, until) = &mut **queued;
        if let Some(permit) = queued.take(cx.waker()) {
            *slot = Slot::Held(permit);
            Poll::Ready(Ok(()))
        } else if cx.poll_time(*until).is_ready() {
            // The call leaves the queue first: it is not one of those that wait.
            *slot = Slot::None;
            Poll::Ready(Err(self.reject(self.storage().waiting())))
        } else {
            Poll::Pending
        }
    }
}

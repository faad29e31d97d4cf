//! The bulkhead as a layer of a pipeline.

use super::handle::Bulkhead;
use super::permit::{BulkheadPermit, Queued};
use super::state;
use crate::observe::timing::Stopwatch;
use crate::pipeline::{self, Entry, Layer, Timer, Wait};
use crate::support::clock::Time;
use crate::{Rejected, Verdict};

/// How far a call has come.
#[derive(Debug)]
pub enum Passage<'a> {
    Outside,
    // In a box: few calls wait, and every call has room for it.
    Waits(Box<(Queued<'a>, Time)>),
    Admitted(BulkheadPermit<'a>),
    /// So many others waited.
    Refused(usize),
}

impl Layer for Bulkhead {
    type Passage<'a> = Passage<'a>;
    /// When it began.
    type Pass<'a> = Stopwatch;
    /// Whether it is full, and nobody may wait.
    type Halt<'a> = bool;
    type Timer<Below: Timer> = Below;
    const WAITS: bool = true;
    const REFUSES: bool = true;

    #[inline]
    fn pass(&self) -> Result<Stopwatch, bool> {
        let storage = self.storage();
        match storage.try_enter() {
            Some(true) => Ok(storage.begin()),
            other => Err(other.is_some()),
        }
    }

    #[inline]
    fn refuse(&self, is_full: bool) -> Option<Passage<'_>> {
        is_full.then(|| {
            self.storage().refuse(0);
            Passage::Refused(0)
        })
    }

    #[inline]
    fn turn_away(&self, is_full: bool) -> bool {
        if is_full {
            self.storage().refuse(0);
        }
        is_full
    }

    #[inline]
    fn turned_away(&self) -> Option<Rejected> {
        Some(self.storage().rejected(0))
    }

    #[inline]
    fn halt<'a>(&'a self, is_full: bool, call: &mut Passage<'a>) -> Entry {
        if is_full {
            self.refuse(call, 0)
        } else {
            Entry::Waits
        }
    }

    #[inline(always)]
    fn passed(&self, began: Stopwatch) {
        self.storage().end(began);
    }

    #[inline(always)]
    fn keep(&self, began: Stopwatch) -> Passage<'_> {
        Passage::Admitted(BulkheadPermit::new(self.storage(), began))
    }

    #[inline]
    fn enter<'a>(&'a self, call: &mut Passage<'a>) -> Entry {
        match call {
            Passage::Admitted(_) => return Entry::In,
            Passage::Waits(_) => return Entry::Waits,
            Passage::Outside | Passage::Refused(_) => {}
        }
        match self.storage().try_enter() {
            Some(true) => {
                *call = Passage::Admitted(BulkheadPermit::begin(self.storage()));
                Entry::In
            }
            Some(false) => self.refuse(call, 0),
            None => Entry::Waits,
        }
    }

    fn wait<'a>(&'a self, call: &mut Passage<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        match call {
            Passage::Admitted(_) => Entry::In,
            Passage::Waits(_) => self.wait_on(call, wait),
            Passage::Outside | Passage::Refused(_) => self.queue(call, wait),
        }
    }

    #[inline]
    fn rejected(&self, call: &Passage<'_>) -> Option<Rejected> {
        match call {
            Passage::Refused(waiting) => Some(self.storage().rejected(*waiting)),
            Passage::Outside | Passage::Waits(_) | Passage::Admitted(_) => None,
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
        if let Self::Admitted(_) | Self::Waits(_) = self {
            *self = Self::Outside;
        }
    }

    #[inline]
    fn refusal(&self) -> Option<Verdict> {
        matches!(self, Self::Refused(_)).then_some(Verdict::Ignore)
    }
}

impl Bulkhead {
    /// Asks the machine for a place in the bulkhead or in its queue.
    #[cold]
    fn queue<'a>(&'a self, call: &mut Passage<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        let (entry, longest) = self.storage().enter_slowly();
        match entry {
            state::Entry::Admitted => {
                *call = Passage::Admitted(BulkheadPermit::begin(self.storage()));
                Entry::In
            }
            state::Entry::Full { waiting } => self.refuse(call, waiting),
            state::Entry::Queued(ticket) => {
                let queued = Queued::new(self.storage(), ticket);
                let until = wait.now().after(longest);
                *call = Passage::Waits(Box::new((queued, until)));
                self.wait_on(call, wait)
            }
        }
    }

    #[cold]
    fn wait_on<'a>(&'a self, call: &mut Passage<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        let Passage::Waits(waits) = call else {
            return Entry::In;
        };
        let (queued, until) = &mut **waits;
        if let Some(permit) = queued.take(wait.waker()) {
            *call = Passage::Admitted(permit);
            Entry::In
        } else if wait.is_over(*until) {
            // It leaves the queue first, and is not one of those that wait.
            *call = Passage::Outside;
            self.refuse(call, self.storage().waiting())
        } else {
            Entry::Waits
        }
    }

    /// Refuses a call while so many others wait.
    #[cold]
    fn refuse<'a>(&'a self, call: &mut Passage<'a>, waiting: usize) -> Entry {
        self.storage().refuse(waiting);
        *call = Passage::Refused(waiting);
        Entry::Refused
    }
}

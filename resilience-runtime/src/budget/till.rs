//! Successes on their way to the machine, so that they take no lock.

use std::sync::atomic::Ordering;

use crate::clock::Time;
use crate::sync::Word;

/// Counts the successes of the present slot; the machine hears of them when it is next asked, or
/// when the slot is over.
///
/// Between two times at which the machine is asked only payments come in, and their order does not
/// matter: so nothing is lost by waiting.
#[derive(Debug)]
pub(super) struct Till {
    /// Added to by whoever succeeds, swapped for zero under the machine's lock: one order of changes
    /// to one word, so `Relaxed` is enough.
    successes: Word,
    /// The end of the slot: the bits of a [`Time`]. Who reads an older one counts its success with
    /// those of the slot that has just begun, so `Relaxed` is enough.
    until: Word,
}

impl Till {
    pub(super) fn new(until: Time) -> Self {
        Self {
            successes: Word::new(0),
            until: Word::new(until.to_bits()),
        }
    }

    /// Whether a success at `now` belongs to the present slot.
    #[inline]
    pub(super) fn is_of(&self, now: Time) -> bool {
        now < Time::from_bits(self.until.load(Ordering::Relaxed))
    }

    #[inline]
    pub(super) fn count(&self) {
        self.successes.fetch_add(1, Ordering::Relaxed);
    }

    /// Takes what was counted. Under the machine's lock.
    pub(super) fn empty(&self) -> u64 {
        self.successes.swap(0, Ordering::Relaxed)
    }

    /// Begins a slot. Under the machine's lock.
    pub(super) fn begin(&self, until: Time) {
        self.until.store(until.to_bits(), Ordering::Relaxed);
    }
}

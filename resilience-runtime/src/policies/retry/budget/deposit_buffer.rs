//! Successes that the state machine has not counted yet, batched so that they need no lock.
//!
//! **Problem.** Each success pays for a part of a retry. A lock per success, and even one reading of the
//! clock per success, costs more than a call that is ready at once.
//!
//! **Design.** Successes are counted in a striped counter. The thread that takes the lock moves them into the
//! state machine (`drain`), all in the slot that was current when they were counted. The order of deposits between two
//! drains does not matter, so none is lost by waiting.
//!
//! A success must read the clock to see whether its slot is over. Fast successes read it by sampling: the
//! more successes a slot has, the fewer of them read the clock.
//!
//! | successes in the slot | successes per reading of the clock and stripe |
//! |---|---|
//! | up to 1,023 | 1 |
//! | 1,024 to 2,047 | 2 |
//! | 2^n * 512 and more | 2^n, at most 64 |
//!
//! Successes between the end of a slot and the next reading count in the old slot, and so expire up to one
//! slot too early. They are at most one in 512 per stripe.

use std::sync::atomic::Ordering;

use crate::support::clock::Time;
use crate::support::counter::StripedCounter;
use crate::support::sync::Word;

/// The successes of the current slot.
#[derive(Debug)]
pub(super) struct DepositBuffer {
    successes: StripedCounter<1, Word>,
    /// How many of them the state machine has counted. Written under its lock, so `Relaxed` is enough.
    drained: Word,
    /// A success reads the clock if its stripe's count is a multiple of `sample_mask + 1`. An outdated
    /// value only changes which success reads the clock, so `Relaxed` is enough.
    sample_mask: Word,
    /// The end of the slot: the bits of a [`Time`]. A thread that reads an outdated
    /// end may count its success in the slot that has just started, so `Relaxed` is enough.
    until: Word,
}

const SUCCESSES: usize = 0;

/// The share of successes that may count in a slot that is over: at most one in 512 per stripe.
const SHARE: u64 = 512;

/// The most successes per reading of the clock, for each stripe. If threads share a stripe, two
/// concurrent successes may both skip the reading.
const MOST: u64 = 64;

impl DepositBuffer {
    pub(super) fn new(until: Time) -> Self {
        Self {
            successes: StripedCounter::default(),
            drained: Word::new(0),
            sample_mask: Word::new(0),
            until: Word::new(until.to_bits()),
        }
    }

    /// Counts a success, unless the clock must be read first. Returns whether the success was counted.
    #[inline]
    pub(super) fn try_count(&self) -> bool {
        let sample_mask = self.sample_mask.load(Ordering::Relaxed);
        self.successes.add_unless_multiple(SUCCESSES, sample_mask)
    }

    /// Returns whether a success at `now` belongs to the current slot.
    pub(super) fn is_current(&self, now: Time) -> bool {
        now < Time::from_bits(self.until.load(Ordering::Relaxed))
    }

    pub(super) fn count(&self) {
        self.successes.add(SUCCESSES);
    }

    /// Makes as few successes read the clock as the slot's count so far allows.
    pub(super) fn adjust_sampling(&self) {
        let until = self.until.load(Ordering::Relaxed);
        let so_far = self.undrained(self.successes.get(SUCCESSES));
        // Rounded down to a power of two.
        let every = 1 << (so_far / SHARE).clamp(1, MOST).ilog2();
        // All threads read this word. Without a write its cache line stays shared.
        if self.sample_mask.load(Ordering::Relaxed) != every - 1 {
            self.sample_mask.store(every - 1, Ordering::Relaxed);
        }
        // Another slot has started in the meantime; it has no successes yet.
        if self.until.load(Ordering::Relaxed) != until {
            self.sample_mask.store(0, Ordering::Relaxed);
        }
    }

    /// Returns the successes since the last drain. The caller holds the state machine's lock.
    pub(super) fn drain(&self) -> u64 {
        let counted = self.successes.get(SUCCESSES);
        let undrained = self.undrained(counted);
        self.drained.store(counted, Ordering::Relaxed);
        undrained
    }

    /// Returns how many of the `counted` successes the state machine has not counted.
    fn undrained(&self, counted: u64) -> u64 {
        counted.saturating_sub(self.drained.load(Ordering::Relaxed))
    }

    /// Starts a slot that ends at `until`. The caller holds the state machine's lock.
    pub(super) fn start_slot(&self, until: Time) {
        self.until.store(until.to_bits(), Ordering::Relaxed);
        self.sample_mask.store(0, Ordering::Relaxed);
    }
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use super::*;

    /// Counts `successes`; returns how many of them read the clock.
    fn succeed(buffer: &DepositBuffer, successes: u64) -> u64 {
        let mut readings = 0;
        for _ in 0..successes {
            if !buffer.try_count() {
                readings += 1;
                buffer.count();
                buffer.adjust_sampling();
            }
        }
        readings
    }

    #[test]
    fn few_successes_all_read_the_clock() {
        let buffer = DepositBuffer::new(Time::LAST);
        assert_eq!(succeed(&buffer, 2 * SHARE), 2 * SHARE);
        assert_eq!(buffer.drain(), 2 * SHARE);
    }

    #[test]
    fn of_many_successes_one_in_64_reads_the_clock_and_none_is_lost() {
        const MANY: u64 = 1_000_000;
        let buffer = DepositBuffer::new(Time::LAST);
        succeed(&buffer, MANY);
        assert_eq!(succeed(&buffer, MANY), MANY / MOST);
        assert_eq!((buffer.drain(), buffer.drain()), (2 * MANY, 0));
    }

    #[test]
    fn a_success_after_a_burst_soon_reads_the_clock() {
        for burst in [SHARE, 10 * SHARE, 1_000 * SHARE] {
            let buffer = DepositBuffer::new(Time::LAST);
            succeed(&buffer, burst);
            let late = (0..burst).take_while(|_| buffer.try_count()).count();
            assert!(late as u64 <= burst / SHARE, "{late} of {burst}");
        }
    }

    #[test]
    fn a_slot_begins_with_every_success_reading_the_clock() {
        let buffer = DepositBuffer::new(Time::LAST);
        succeed(&buffer, 100_000);
        buffer.drain();
        buffer.start_slot(Time::LAST);
        assert_eq!(succeed(&buffer, SHARE), SHARE);
    }

    #[test]
    fn threads_that_succeed_at_once_are_all_counted() {
        let buffer = DepositBuffer::new(Time::LAST);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| succeed(&buffer, 100_000));
            }
        });
        assert_eq!(buffer.drain(), 400_000);
    }
}

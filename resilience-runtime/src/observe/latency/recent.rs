//! The durations of the last minute.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use histogram::{AtomicHistogram32, Histogram32};
use once_cell::sync::OnceCell;

use super::LatencyHistogram;
use super::histogram::{BUCKETS, nanos};
use crate::support::clock::Time;

const SLOTS: usize = 4;
/// How long each slot is filled.
const WIDTH: Duration = Duration::from_secs(15);

/// The durations of the present quarter of a minute and of the three before it.
///
/// It takes no memory before the first, and 25 kilobytes from then on. To add one is to add to a counter
/// that lies among a thousand others, so that threads seldom meet; a lock is taken four times a minute.
#[derive(Debug, Default)]
pub(crate) struct Recent(OnceCell<Box<Slots>>);

#[derive(Debug)]
struct Slots {
    slots: [AtomicHistogram32; SLOTS],
    /// The number of the slot that is filled. Figures order nothing: `Relaxed`.
    present: AtomicI64,
    /// Held while slots are emptied, and what they are emptied into: so that this takes no memory.
    turning: Mutex<Histogram32>,
}

impl Recent {
    /// Adds a duration that ended at `now`.
    #[inline]
    pub(crate) fn record(&self, now: Time, took: Duration) {
        let slots = self.0.get_or_init(|| Box::new(Slots::new(now)));
        // Every duration has a bucket.
        let _ = slots.at(now).increment(nanos(took));
    }

    /// What was added in the last minute.
    pub(crate) fn histogram(&self, now: Time) -> LatencyHistogram {
        let mut all = LatencyHistogram::new();
        if let Some(slots) = self.0.get() {
            slots.at(now);
            for slot in &slots.slots {
                all.add_all(slot.load().as_slice().iter().map(|count| u64::from(*count)));
            }
        }
        all
    }
}

impl Slots {
    fn new(now: Time) -> Self {
        Self {
            slots: std::array::from_fn(|_| AtomicHistogram32::with_config(&BUCKETS)),
            present: AtomicI64::new(now.slot(WIDTH)),
            turning: Mutex::new(Histogram32::with_config(&BUCKETS)),
        }
    }

    #[inline]
    fn at(&self, now: Time) -> &AtomicHistogram32 {
        let number = now.slot(WIDTH);
        if number != self.present.load(Ordering::Relaxed) {
            self.turn(number);
        }
        self.slot(number)
    }

    fn slot(&self, number: i64) -> &AtomicHistogram32 {
        let count = i64::try_from(SLOTS).unwrap_or(1);
        let place = usize::try_from(number.rem_euclid(count)).unwrap_or(0);
        &self.slots[place]
    }

    /// Empties the slots of which the time has come round. A call that ends while its slot is emptied
    /// may be forgotten with it: these are figures, not accounts.
    #[cold]
    fn turn(&self, number: i64) {
        let mut gone = self.turning.lock().unwrap_or_else(PoisonError::into_inner);
        let count = i64::try_from(SLOTS).unwrap_or(1);
        let present = self.present.load(Ordering::Relaxed);
        // A little back is a thread that was slow; far back is the clock of another test.
        let begins = match number.saturating_sub(present) {
            0 => return,
            ahead @ 1.. => number - ahead.min(count) + 1,
            back if back > -count => return,
            _ => number - count + 1,
        };
        for number in begins..=number {
            // They have the same buckets.
            let _ = self.slot(number).drain_into(&mut gone);
        }
        self.present.store(number, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_duration_counts_for_45_to_60_seconds() {
        let start = Time::of_slot(1_000, WIDTH);
        for age in [0, 14] {
            let recent = Recent::default();
            let ended = start.after(secs(age));
            recent.record(ended, secs(1));
            let count = |seconds| recent.histogram(start.after(secs(seconds))).count();
            assert_eq!((count(14), count(59), count(60)), (1, 1, 0));
        }
    }

    #[test]
    fn a_quiet_time_forgets_all_and_a_slow_thread_nothing() {
        let recent = Recent::default();
        let start = Time::of_slot(-2, WIDTH);
        recent.record(start, secs(1));
        recent.record(start.after(secs(20)), secs(2));
        recent.record(start, secs(3));
        assert_eq!(recent.histogram(start.after(secs(20))).count(), 3);
        let later = start.after(secs(3_600));
        recent.record(later, secs(4));
        assert_eq!(recent.histogram(later).count(), 1);
        recent.record(start, secs(5));
        assert_eq!(recent.histogram(start).count(), 1);
    }

    #[test]
    fn threads_that_record_at_once_lose_nothing() {
        let (recent, now) = (Recent::default(), Time::of_slot(7, WIDTH));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..10_000).for_each(|_| recent.record(now, secs(1))));
            }
        });
        assert_eq!(recent.histogram(now).count(), 40_000);
    }
}

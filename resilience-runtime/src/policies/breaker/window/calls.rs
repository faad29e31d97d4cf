//! A window of the last N calls, with two bits per call.

use super::{CircuitCounts, Sample};

const BITS: u32 = 2;
const PER_WORD: u32 = u64::BITS / BITS;
const MASK: u64 = (1 << BITS) - 1;
/// The bits of all failed calls in a word. [`SLOW`] has those of the slow calls; a success has no bit.
const FAILED: u64 = u64::MAX / 3;
const SLOW: u64 = FAILED << 1;

/// A ring buffer of the last `size` calls.
///
/// It grows with the recorded calls, so a large window uses no memory before it is filled.
#[derive(Clone, Debug)]
pub(in crate::policies::breaker) struct Calls {
    size: u32,
    words: Vec<u64>,
    /// The index of the next call. It overwrites the oldest call if the ring is full.
    next: u32,
    counts: CircuitCounts,
}

impl Calls {
    pub(super) fn new(size: u32) -> Self {
        Self {
            size,
            words: Vec::new(),
            next: 0,
            counts: CircuitCounts::default(),
        }
    }

    pub(super) fn record(&mut self, sample: Sample) {
        if self.is_full() {
            self.counts.remove(self.get(self.next));
        }
        self.counts.add(sample);
        self.set(self.next, sample);
        self.next = self.after(self.next);
    }

    /// Records that many successes.
    pub(super) fn record_successes(&mut self, successes: u64) {
        // More successes than the ring holds have the same effect as a full ring.
        let mut left = u32::try_from(successes).map_or(self.size, |it| it.min(self.size));
        while left > 0 {
            let in_word = PER_WORD - self.next % PER_WORD;
            let run = left.min(in_word).min(self.size - self.next);
            self.record_in_word(run);
            left -= run;
        }
    }

    /// Records `run` successes whose bits are in one word.
    fn record_in_word(&mut self, run: u32) {
        let is_full = self.is_full();
        if word(self.next) == self.words.len() {
            self.words.push(0);
        }
        let bits = u64::MAX >> (u64::BITS - run * BITS) << shift(self.next);
        let word = &mut self.words[word(self.next)];
        if is_full {
            let overwritten = *word & bits;
            self.counts.failures -= u64::from((overwritten & FAILED).count_ones());
            self.counts.slow -= u64::from((overwritten & SLOW).count_ones());
        } else {
            self.counts.calls += u64::from(run);
        }
        *word &= !bits;
        self.next += run;
        if self.next == self.size {
            self.next = 0;
        }
    }

    pub(super) fn counts(&self) -> CircuitCounts {
        self.counts
    }

    /// Whether another call of this kind would not change the counts.
    pub(super) fn holds_only(&self, sample: Sample) -> bool {
        let of_all = |is: bool| if is { self.counts.calls } else { 0 };
        self.is_full()
            && self.counts.failures == of_all(sample.failed)
            && self.counts.slow == of_all(sample.slow)
    }

    pub(super) fn clear(&mut self) {
        self.next = 0;
        self.counts = CircuitCounts::default();
    }

    /// Returns a ring of another size with the newest of these calls.
    pub(super) fn resized(&self, size: u32) -> Self {
        let mut resized = Self::new(size);
        let mut index = if self.is_full() { self.next } else { 0 };
        for _ in 0..self.counts.calls {
            resized.record(self.get(index));
            index = self.after(index);
        }
        resized
    }

    pub(super) fn size(&self) -> u32 {
        self.size
    }

    fn is_full(&self) -> bool {
        self.counts.calls == u64::from(self.size)
    }

    fn after(&self, index: u32) -> u32 {
        if index + 1 == self.size { 0 } else { index + 1 }
    }

    fn get(&self, index: u32) -> Sample {
        let bits = self.words[word(index)] >> shift(index) & MASK;
        Sample {
            failed: bits & 1 != 0,
            slow: bits & 2 != 0,
        }
    }

    fn set(&mut self, index: u32, sample: Sample) {
        if word(index) == self.words.len() {
            self.words.push(0);
        }
        let bits = u64::from(sample.failed) | u64::from(sample.slow) << 1;
        let word = &mut self.words[word(index)];
        *word = *word & !(MASK << shift(index)) | bits << shift(index);
    }
}

fn word(index: u32) -> usize {
    (index / PER_WORD) as usize
}

fn shift(index: u32) -> u32 {
    index % PER_WORD * BITS
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;

    fn counts(samples: impl IntoIterator<Item = Sample>) -> CircuitCounts {
        let mut counts = CircuitCounts::default();
        samples.into_iter().for_each(|sample| counts.add(sample));
        counts
    }

    proptest! {
        #[test]
        #[cfg_attr(miri, ignore = "hundreds of histories, of numbers only")]
        fn the_ring_holds_the_last_calls_also_when_its_size_changes(
            size in 1..100_u32,
            other in 1..100_u32,
            kinds in prop::collection::vec((any::<bool>(), any::<bool>(), 0..150_u64), 0..400),
        ) {
            let mut ring = Calls::new(size);
            let mut plain = VecDeque::new();
            for (n, (failed, slow, successes)) in kinds.into_iter().enumerate() {
                if n == 200 {
                    ring = ring.resized(other);
                }
                let sample = Sample { failed, slow };
                ring.record(sample);
                plain.push_back(sample);
                if n % 5 == 0 {
                    ring.record_successes(successes);
                    plain.extend((0..successes).map(|_| Sample::SUCCESS));
                }
                while plain.len() > ring.size() as usize {
                    plain.pop_front();
                }
                prop_assert_eq!(ring.counts(), counts(plain.iter().copied()));
                let only = ring.is_full() && plain.iter().all(|other| *other == sample);
                prop_assert_eq!(ring.holds_only(sample), only);
            }
        }
    }

    #[test]
    fn the_largest_window_allocates_only_for_recorded_calls() {
        let mut ring = Calls::new(u32::MAX);
        for _ in 0..1_000 {
            ring.record(Sample {
                failed: true,
                slow: false,
            });
        }
        assert_eq!(ring.counts().failures, 1_000);
        assert_eq!(ring.words.len(), 32);
    }

    #[test]
    fn a_cleared_ring_is_filled_again_without_an_allocation() {
        let mut ring = Calls::new(40);
        let failure = Sample {
            failed: true,
            slow: false,
        };
        (0..60).for_each(|_| ring.record(failure));
        ring.clear();
        assert_eq!(ring.counts(), CircuitCounts::default());
        (0..60).for_each(|_| ring.record(failure));
        assert_eq!((ring.counts().calls, ring.words.len()), (40, 2));
    }
}

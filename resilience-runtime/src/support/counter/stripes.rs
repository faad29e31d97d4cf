//! The cache lines in which threads count.

use std::array;
use std::sync::atomic::Ordering;

use super::thread_slot::{SLOTS, claim_slot, current_slot, thread_id};
use crate::support::sync::CounterWord;

/// A stripe for each thread that has a slot, and some for the others.
pub(super) struct Stripes<const N: usize, W> {
    own: [Stripe<N, W>; SLOTS],
    overflow: [Stripe<N, W>; OVERFLOW],
}

/// Two stripes of a cache, which the processor likes to fetch as a pair.
#[repr(align(128))]
struct Stripe<const N: usize, W>([W; N]);

/// Stripes for the threads that have no slot.
pub(super) const OVERFLOW: usize = 8;

impl<const N: usize, W: CounterWord> Stripes<N, W> {
    pub(super) fn zeros() -> Self {
        Self {
            own: array::from_fn(|_| Stripe(zeros())),
            overflow: array::from_fn(|_| Stripe(zeros())),
        }
    }

    /// The stripe that this thread alone writes, if it has a slot already.
    #[inline]
    pub(super) fn own_stripe(&self) -> Option<&[W; N]> {
        self.own.get(current_slot()).map(|Stripe(words)| words)
    }

    /// The stripe of this thread where it has no slot.
    pub(super) fn overflow(&self) -> &[W; N] {
        let place = usize::try_from(thread_id() % OVERFLOW as u64).unwrap_or(0);
        &self.overflow[place].0
    }

    /// Adds `more` to a total, on the thread's own stripe if it has one.
    pub(super) fn add(&self, total: usize, more: u64) {
        claim_slot();
        match self.own_stripe() {
            Some(own) => add_unshared(&own[total], more),
            None => {
                self.overflow()[total].fetch_add(more, Ordering::Relaxed);
            }
        }
    }

    pub(super) fn get(&self, total: usize) -> u64 {
        let stripes = self.own.iter().chain(&self.overflow);
        stripes
            .map(|Stripe(words)| words[total].load(Ordering::Relaxed))
            .sum()
    }
}

/// Adds to a word that this thread alone writes.
#[inline]
pub(super) fn add_unshared<W: CounterWord>(word: &W, more: u64) {
    word.store(word.load(Ordering::Relaxed) + more, Ordering::Relaxed);
}

/// Adds one to such a word, unless it is a multiple of `mask` + 1; says whether it did.
#[inline]
pub(super) fn add_unshared_unless_multiple<W: CounterWord>(word: &W, mask: u64) -> bool {
    let is_between = word.load(Ordering::Relaxed) & mask != 0;
    if is_between {
        add_unshared(word, 1);
    }
    is_between
}

pub(super) fn zeros<const N: usize, W: CounterWord>() -> [W; N] {
    array::from_fn(|_| W::of(0))
}

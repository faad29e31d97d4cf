//! The lines of the cache in which threads count.

use std::array;
use std::sync::atomic::Ordering;

use super::thread::{SEATS, known_seat, number, take_seat};
use crate::support::sync::Count;

/// A line for each thread that has a seat, and some for the others.
pub(super) struct Lines<const N: usize, W> {
    own: [Line<N, W>; SEATS],
    common: [Line<N, W>; COMMON],
}

/// Two lines of a cache, which the processor likes to fetch as a pair.
#[repr(align(128))]
struct Line<const N: usize, W>([W; N]);

/// Lines for the threads that have no seat.
pub(super) const COMMON: usize = 8;

impl<const N: usize, W: Count> Lines<N, W> {
    pub(super) fn none() -> Self {
        Self {
            own: array::from_fn(|_| Line(none())),
            common: array::from_fn(|_| Line(none())),
        }
    }

    /// The line that this thread alone writes, if it has a seat already.
    #[inline]
    pub(super) fn own(&self) -> Option<&[W; N]> {
        self.own.get(known_seat()).map(|Line(words)| words)
    }

    /// The line of this thread where it has no seat.
    pub(super) fn common(&self) -> &[W; N] {
        let place = usize::try_from(number() % COMMON as u64).unwrap_or(0);
        &self.common[place].0
    }

    /// Counts so many more, on a seat if there is one.
    pub(super) fn add(&self, total: usize, more: u64) {
        take_seat();
        match self.own() {
            Some(own) => raise(&own[total], more),
            None => {
                self.common()[total].fetch_add(more, Ordering::Relaxed);
            }
        }
    }

    pub(super) fn get(&self, total: usize) -> u64 {
        let lines = self.own.iter().chain(&self.common);
        lines
            .map(|Line(words)| words[total].load(Ordering::Relaxed))
            .sum()
    }
}

/// Adds to a word that this thread alone writes.
#[inline]
pub(super) fn raise<W: Count>(word: &W, more: u64) {
    word.store(word.load(Ordering::Relaxed) + more, Ordering::Relaxed);
}

/// Adds one to such a word, unless it is a multiple of `mask` + 1; says whether it did.
#[inline]
pub(super) fn raise_between<W: Count>(word: &W, mask: u64) -> bool {
    let is_between = word.load(Ordering::Relaxed) & mask != 0;
    if is_between {
        raise(word, 1);
    }
    is_between
}

pub(super) fn none<const N: usize, W: Count>() -> [W; N] {
    array::from_fn(|_| W::of(0))
}

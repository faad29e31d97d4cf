//! The words that threads count in.

use std::array;
use std::sync::atomic::Ordering;

use super::thread::{SEATS, number, seat};
use crate::sync::Count;

/// A line for each thread that has a seat, and some for the others.
pub(super) struct Lines<const N: usize, W> {
    seats: [Line<N, W>; SEATS],
    common: [Line<N, W>; COMMON],
}

/// Two lines of a cache, which the processor likes to fetch as a pair.
#[repr(align(128))]
struct Line<const N: usize, W>([W; N]);

/// The words in which a thread counts.
pub(super) enum Words<'a, const N: usize, W> {
    Own(&'a [W; N]),
    Common(&'a [W; N]),
}

/// Lines for the threads that have no seat.
pub(super) const COMMON: usize = 8;

impl<const N: usize, W: Count> Lines<N, W> {
    pub(super) fn none() -> Self {
        Self {
            seats: array::from_fn(|_| Line(none())),
            common: array::from_fn(|_| Line(none())),
        }
    }

    /// The words of this thread.
    pub(super) fn this_threads(&self) -> Words<'_, N, W> {
        match seat() {
            Some(seat) => Words::Own(&self.seats[seat].0),
            None => {
                let place = usize::try_from(number() % COMMON as u64).unwrap_or(0);
                Words::Common(&self.common[place].0)
            }
        }
    }

    pub(super) fn get(&self, total: usize) -> u64 {
        let lines = self.seats.iter().chain(&self.common);
        lines
            .map(|Line(words)| words[total].load(Ordering::Relaxed))
            .sum()
    }
}

impl<const N: usize, W: Count> Words<'_, N, W> {
    #[inline]
    pub(super) fn add(&self, total: usize, more: u64) {
        match self {
            Self::Own(words) => {
                let before = words[total].load(Ordering::Relaxed);
                words[total].store(before + more, Ordering::Relaxed);
            }
            Self::Common(words) => {
                words[total].fetch_add(more, Ordering::Relaxed);
            }
        }
    }
}

pub(super) fn none<const N: usize, W: Count>() -> [W; N] {
    array::from_fn(|_| W::of(0))
}

//! Totals that many threads count at once.

use std::array;
use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use once_cell::sync::OnceCell;

/// A total for snapshots. It decides nothing and orders nothing: `Relaxed`.
///
/// As long as threads do not meet it is one word. Once two do, each counts in a line of its own, as
/// Java's `LongAdder` does: a word that two cores write by turns costs each of them several times as
/// much, and so does what lies beside it.
#[derive(Default)]
pub(crate) struct Tally {
    alone: AtomicU64,
    apart: OnceCell<Box<[Line; LINES]>>,
}

/// Two lines of a cache, which the processor likes to fetch as a pair.
#[derive(Default)]
#[repr(align(128))]
struct Line(AtomicU64);

/// More threads than that share some.
const LINES: usize = 8;

impl Tally {
    /// Counts one more.
    #[inline]
    pub(crate) fn add(&self) {
        let counted = self.alone.load(Ordering::Relaxed);
        let is_met = || {
            self.alone
                .compare_exchange(counted, counted + 1, Ordering::Relaxed, Ordering::Relaxed)
                .is_err()
        };
        if self.apart.get().is_some() || is_met() {
            self.add_apart();
        }
    }

    fn add_apart(&self) {
        let lines = self
            .apart
            .get_or_init(|| Box::new(array::from_fn(|_| Line::default())));
        lines[place()].0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many were counted. What others count meanwhile is in it or not.
    pub(crate) fn get(&self) -> u64 {
        let apart = self.apart.get().into_iter().flat_map(|lines| lines.iter());
        let apart: u64 = apart.map(|line| line.0.load(Ordering::Relaxed)).sum();
        self.alone.load(Ordering::Relaxed) + apart
    }
}

impl fmt::Debug for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

/// The line of this thread.
fn place() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static PLACE: Cell<usize> = const { Cell::new(LINES) };
    }
    let mut place = PLACE.get();
    if place == LINES {
        place = NEXT.fetch_add(1, Ordering::Relaxed) % LINES;
        PLACE.set(place);
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_that_count_at_once_lose_nothing() {
        let tally = Tally::default();
        std::thread::scope(|scope| {
            for _ in 0..LINES + 3 {
                scope.spawn(|| (0..1_000).for_each(|_| tally.add()));
            }
        });
        assert_eq!(tally.get(), 1_000 * (LINES as u64 + 3));
    }

    #[test]
    fn one_thread_needs_no_more_than_a_word() {
        let tally = Tally::default();
        (0..1_000).for_each(|_| tally.add());
        assert!(tally.apart.get().is_none());
        tally.add_apart();
        tally.add();
        assert_eq!(tally.alone.load(Ordering::Relaxed), 1_000);
        assert_eq!(tally.get(), 1_002);
    }
}

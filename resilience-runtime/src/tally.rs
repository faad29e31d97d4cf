//! Totals that many threads count at once.

use std::array;
use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use once_cell::race::OnceBox;

use crate::sync::Count;

/// `N` totals. They order nothing: `Relaxed`.
///
/// The first thread that counts owns words that it alone writes: a load and a store, where an atomic
/// addition would wait for all that was stored before it. The others share words, and once they
/// have counted so much that it is worth the room, each thread has a line of the cache for itself, as
/// Java's `LongAdder` does: a word that two cores write by turns costs each of them several times as
/// much, and so does what lies beside it.
///
/// | `owner` | who writes `owned` | who writes `shared` | who writes the lines |
/// |---|---|---|---|
/// | nobody | – | – | – |
/// | a thread | that one | the others | – |
/// | retired | the last owner, once more if it was about to | those who were about to | each thread its own, more than there are lines some |
///
/// So each word only grows, and none is ever written by two threads at once without an atomic addition.
///
/// `W` is the kind of word: loom's where the totals decide something.
pub(crate) struct Tally<const N: usize, W = AtomicU64> {
    /// The number of a [`thread`]; [`NOBODY`] while nobody has counted, [`RETIRED`] once each has a line.
    owner: W,
    owned: [W; N],
    shared: [W; N],
    apart: OnceBox<[Line<N, W>; LINES]>,
}

/// Two lines of a cache, which the processor likes to fetch as a pair.
#[repr(align(128))]
struct Line<const N: usize, W>([W; N]);

/// More threads than that share some.
const LINES: usize = 8;

/// What other threads count in one total before each has a line of its own.
///
/// Never in a model: lines are made where loom does not see it.
const BUSY: u64 = if cfg!(resilience_loom) {
    u64::MAX
} else {
    1_000
};

impl<const N: usize, W: Count> Tally<N, W> {
    /// Counts one more.
    #[inline]
    pub(crate) fn add(&self, total: usize) {
        self.add_all(total, 1);
    }

    /// Counts so many more.
    #[inline]
    pub(crate) fn add_all(&self, total: usize, more: u64) {
        if self.is_own() {
            let owned = self.owned[total].load(Ordering::Relaxed);
            self.owned[total].store(owned + more, Ordering::Relaxed);
        } else {
            self.add_shared(total, more);
        }
    }

    /// Counts one more, unless the word that this thread counts in is a multiple of `mask` + 1, a power of
    /// two; says whether it did.
    #[inline]
    pub(crate) fn add_between(&self, total: usize, mask: u64) -> bool {
        if !self.is_own() {
            return self.add_shared_between(total, mask);
        }
        let owned = self.owned[total].load(Ordering::Relaxed);
        let is_between = owned & mask != 0;
        if is_between {
            self.owned[total].store(owned + 1, Ordering::Relaxed);
        }
        is_between
    }

    #[inline]
    fn is_own(&self) -> bool {
        self.owner.load(Ordering::Relaxed) == known_thread()
    }

    #[inline(never)]
    fn add_shared_between(&self, total: usize, mask: u64) -> bool {
        let word = match self.line() {
            Some(line) => &line[total],
            None => &self.shared[total],
        };
        let is_between = word.load(Ordering::Relaxed) & mask != 0;
        if is_between {
            self.add_shared(total, 1);
        }
        is_between
    }

    /// The line of this thread, once each has one.
    fn line(&self) -> Option<&[W; N]> {
        let lines = self.apart.get()?;
        let Line(line) = &lines[usize::try_from(thread() % LINES as u64).unwrap_or(0)];
        Some(line)
    }

    #[cold]
    fn add_shared(&self, total: usize, more: u64) {
        // Who adds nothing is to own nothing: it may be one that only looks.
        if more == 0 {
            return;
        }
        if let Some(line) = self.line() {
            line[total].fetch_add(more, Ordering::Relaxed);
            return;
        }
        let thread = thread();
        // Whether it becomes the owner or not, this one is counted with the others.
        self.owner.change(NOBODY, thread, Ordering::Relaxed);
        if self.shared[total].fetch_add(more, Ordering::Relaxed) >= BUSY {
            let lines = || Box::new(array::from_fn(|_| Line(none())));
            let _ = self.apart.get_or_init(lines);
            self.owner.store(RETIRED, Ordering::Relaxed);
        }
    }

    /// How many were counted. What others count meanwhile is in it or not.
    pub(crate) fn get(&self, total: usize) -> u64 {
        let apart = self.apart.get().into_iter().flat_map(|lines| lines.iter());
        let apart: u64 = apart
            .map(|Line(line)| line[total].load(Ordering::Relaxed))
            .sum();
        let [owned, shared] =
            [&self.owned, &self.shared].map(|it| it[total].load(Ordering::Relaxed));
        owned + shared + apart
    }
}

fn none<const N: usize, W: Count>() -> [W; N] {
    array::from_fn(|_| W::of(0))
}

impl<const N: usize, W: Count> Default for Tally<N, W> {
    fn default() -> Self {
        Self {
            owner: W::of(NOBODY),
            owned: none(),
            shared: none(),
            apart: OnceBox::new(),
        }
    }
}

impl<const N: usize, W: Count> fmt::Debug for Tally<N, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries((0..N).map(|total| self.get(total)))
            .finish()
    }
}

/// No thread yet.
const NOBODY: u64 = 0;

/// No thread any more: who owned the word may write it once more, and nobody else does.
const RETIRED: u64 = u64::MAX - 1;

#[cfg(not(resilience_loom))]
thread_local! {
    /// The number of this thread, which no other has; none that owns anything before it was asked for.
    static THREAD: Cell<u64> = const { Cell::new(u64::MAX) };
}

#[cfg(resilience_loom)]
::loom::thread_local! {
    static THREAD: Cell<u64> = Cell::new(u64::MAX);
}

#[inline]
fn known_thread() -> u64 {
    THREAD.with(Cell::get)
}

/// The number of this thread. In 64 bits everywhere, so that none comes a second time: two threads that
/// take themselves for one owner would lose what they count.
fn thread() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(NOBODY);
    if known_thread() == u64::MAX {
        let next = LAST.fetch_add(1, Ordering::Relaxed) + 1;
        THREAD.with(|it| it.set(next));
    }
    known_thread()
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn threads_that_count_at_once_lose_nothing() {
        let tally = Tally::<1>::default();
        thread::scope(|scope| {
            for _ in 0..LINES + 3 {
                scope.spawn(|| (0..10 * BUSY).for_each(|_| tally.add(0)));
            }
        });
        assert_eq!(tally.get(0), 10 * BUSY * (LINES as u64 + 3));
    }

    #[test]
    fn one_thread_needs_no_more_than_a_word() {
        let tally = Tally::<1>::default();
        (0..2 * BUSY).for_each(|_| tally.add(0));
        assert!(tally.apart.get().is_none());
        assert_eq!(tally.shared[0].load(Ordering::Relaxed), 1);
        assert_eq!(tally.get(0), 2 * BUSY);
    }

    #[test]
    fn a_second_thread_that_counts_little_needs_no_line() {
        let tally = Tally::<1>::default();
        tally.add(0);
        let count = |calls| {
            thread::scope(|scope| scope.spawn(|| (0..calls).for_each(|_| tally.add(0))).join())
        };
        count(BUSY - 1).expect("it counts");
        assert!(tally.apart.get().is_none());
        count(1).expect("it counts");
        assert!(tally.apart.get().is_some());
        tally.add(0);
        assert_eq!(tally.get(0), BUSY + 2);
    }

    #[test]
    fn each_total_is_counted_for_itself() {
        let tally = Tally::<2>::default();
        thread::scope(|scope| {
            for total in [0, 1, 1] {
                let tally = &tally;
                scope.spawn(move || (0..3 * BUSY).for_each(|_| tally.add(total)));
            }
        });
        assert_eq!([0, 1].map(|it| tally.get(it)), [3 * BUSY, 6 * BUSY]);
    }

    #[test]
    fn who_adds_nothing_owns_nothing() {
        let tally = Tally::<1>::default();
        thread::scope(|scope| scope.spawn(|| tally.add_all(0, 0)).join()).expect("it counts");
        (0..2 * BUSY).for_each(|_| tally.add(0));
        assert!(tally.apart.get().is_none());
        assert_eq!(tally.get(0), 2 * BUSY);
    }
}

#[cfg(all(test, resilience_loom))]
mod loom {
    use ::loom::sync::Arc;
    use ::loom::thread;

    use super::*;
    use crate::sync::Word;

    #[test]
    fn what_three_threads_count_while_words_change_hands_is_all_there() {
        ::loom::model(|| {
            let tally = Arc::new(Tally::<1, Word>::default());
            let count = |tally: &Tally<1, Word>| {
                tally.add(0);
                if !tally.add_between(0, 1) {
                    tally.add(0);
                }
            };
            let others = [(); 2].map(|()| {
                let tally = Arc::clone(&tally);
                thread::spawn(move || count(&tally))
            });
            let before = tally.get(0);
            tally.add(0);
            assert!(tally.get(0) > before, "it only grows");
            for other in others {
                other.join().expect("no panic");
            }
            assert_eq!(tally.get(0), 5);
        });
    }
}

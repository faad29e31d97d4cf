//! Striped counters: totals that many threads count at once, without contention.
//!
//! **Problem.** A word that two cores write in turn costs each of them several times as much as a
//! word of their own, and so does everything in the same cache line.
//!
//! **Design.** The first thread that counts becomes the owner and gets words that it alone writes, with a load and
//! a store. Other threads share words and use atomic additions. Once they have added 1,000 to one
//! total, every thread gets a stripe of its own, as in Java's `LongAdder`. Threads without a slot
//! share overflow stripes.

mod stripes;
mod thread_slot;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use once_cell::race::OnceBox;

use crate::support::sync::CounterWord;

use stripes::{Stripes, add_unshared, add_unshared_unless_multiple, zeros};
use thread_slot::{NO_OWNER, known_thread_id, thread_id};

/// `N` totals. They order no other memory: `Relaxed`.
///
/// | `owner` | `owned` is written by | `shared` is written by | the stripes are written by |
/// |---|---|---|---|
/// | no thread | – | – | – |
/// | a thread | the owner, except for its first count | the owner's first count, and all other threads | – |
/// | retired | the last owner, once, if it had already read `owner` | threads that had already looked for stripes | each thread with a slot its own; the others an overflow stripe |
///
/// Each word only grows. No two threads ever write one without an atomic addition.
///
/// `W` is the type of a word: loom's if the totals decide something.
pub(crate) struct StripedCounter<const N: usize, W = AtomicU64> {
    /// The number of a thread; [`NO_OWNER`] before the first count, [`RETIRED`] once each thread has a stripe.
    owner: W,
    owned: [W; N],
    shared: [W; N],
    stripes: OnceBox<Stripes<N, W>>,
}

/// No thread is the owner any more. The last one may still finish one write to `owned`.
const RETIRED: u64 = u64::MAX - 1;

/// What other threads count in one total before each has a stripe of its own.
///
/// Never in a model: stripes are made where loom does not see it.
const BUSY: u64 = if cfg!(resilience_loom) {
    u64::MAX
} else {
    1_000
};

impl<const N: usize, W: CounterWord> StripedCounter<N, W> {
    /// Adds one.
    #[inline]
    pub(crate) fn add(&self, total: usize) {
        self.add_all(total, 1);
    }

    /// Adds `more`.
    #[inline]
    pub(crate) fn add_all(&self, total: usize, more: u64) {
        if self.is_owner() {
            add_unshared(&self.owned[total], more);
        } else {
            match self.stripe() {
                Some(stripe) => add_unshared(&stripe[total], more),
                None => self.add_shared(total, more),
            }
        }
    }

    /// Counts one more, unless the word that this thread counts in is a multiple of `mask` + 1, a power of
    /// two; says whether it did.
    #[inline]
    pub(crate) fn add_unless_multiple(&self, total: usize, mask: u64) -> bool {
        if self.is_owner() {
            add_unshared_unless_multiple(&self.owned[total], mask)
        } else {
            match self.stripe() {
                Some(stripe) => add_unshared_unless_multiple(&stripe[total], mask),
                None => self.add_shared_unless_multiple(total, mask),
            }
        }
    }

    #[inline]
    fn is_owner(&self) -> bool {
        self.owner.load(Ordering::Relaxed) == known_thread_id()
    }

    /// The stripe that this thread alone writes.
    #[inline]
    fn stripe(&self) -> Option<&[W; N]> {
        self.stripes.get()?.own_stripe()
    }

    #[cold]
    #[inline(never)]
    fn add_shared_unless_multiple(&self, total: usize, mask: u64) -> bool {
        let shared = self.stripes.get().map_or(&self.shared, Stripes::overflow);
        let is_between = shared[total].load(Ordering::Relaxed) & mask != 0;
        if is_between {
            self.add_shared(total, 1);
        }
        is_between
    }

    #[cold]
    #[inline(never)]
    fn add_shared(&self, total: usize, more: u64) {
        // A thread that adds nothing must not become the owner: it may only read.
        if more == 0 {
            return;
        }
        if let Some(stripes) = self.stripes.get() {
            stripes.add(total, more);
            return;
        }
        // The first count of the owner goes to `shared`, too.
        self.owner.change(NO_OWNER, thread_id(), Ordering::Relaxed);
        if self.shared[total].fetch_add(more, Ordering::Relaxed) >= BUSY {
            let _ = self.stripes.get_or_init(|| Box::new(Stripes::zeros()));
            self.owner.store(RETIRED, Ordering::Relaxed);
        }
    }

    /// How many were counted. What others count meanwhile is in it or not.
    pub(crate) fn get(&self, total: usize) -> u64 {
        let stripes = self.stripes.get().map_or(0, |stripes| stripes.get(total));
        let [owned, shared] =
            [&self.owned, &self.shared].map(|it| it[total].load(Ordering::Relaxed));
        owned + shared + stripes
    }
}

impl<const N: usize, W: CounterWord> Default for StripedCounter<N, W> {
    fn default() -> Self {
        Self {
            owner: W::of(NO_OWNER),
            owned: zeros(),
            shared: zeros(),
            stripes: OnceBox::new(),
        }
    }
}

impl<const N: usize, W: CounterWord> fmt::Debug for StripedCounter<N, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries((0..N).map(|total| self.get(total)))
            .finish()
    }
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use std::cell::RefCell;
    use std::sync::{Arc, Barrier};
    use std::thread;

    use super::stripes::OVERFLOW;
    use super::thread_slot::SLOTS;
    use super::*;

    /// More than have a slot, and more than have a overflow stripe.
    const THREADS: usize = SLOTS + OVERFLOW + 3;

    #[test]
    fn threads_that_count_at_once_lose_nothing() {
        let counter = StripedCounter::<1>::default();
        let all_are_there = Barrier::new(THREADS);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    (0..2 * BUSY).for_each(|_| counter.add(0));
                    all_are_there.wait();
                    (0..8 * BUSY).for_each(|_| counter.add(0));
                });
            }
        });
        assert_eq!(counter.get(0), 10 * BUSY * THREADS as u64);
    }

    #[test]
    fn threads_that_come_and_go_lose_nothing() {
        struct Counts(Arc<StripedCounter<1>>);
        impl Drop for Counts {
            fn drop(&mut self) {
                self.0.add(0);
            }
        }
        thread_local!(static LAST: RefCell<Option<Counts>> = const { RefCell::new(None) });

        let counter = Arc::new(StripedCounter::<1>::default());
        let come_and_go = |counter: Arc<StripedCounter<1>>| {
            for _ in 0..THREADS {
                let counter = Arc::clone(&counter);
                let counts = move || {
                    // Dropped as the thread ends, when it has no slot any more.
                    LAST.with(|it| *it.borrow_mut() = Some(Counts(Arc::clone(&counter))));
                    (0..2 * BUSY).for_each(|_| counter.add(0));
                };
                thread::spawn(counts).join().expect("it counts");
            }
        };
        let [one, other] = [(); 2].map(|()| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || come_and_go(counter))
        });
        one.join().expect("it counts");
        other.join().expect("it counts");
        assert_eq!(counter.get(0), 2 * (2 * BUSY + 1) * THREADS as u64);
    }

    #[test]
    fn one_thread_needs_no_more_than_a_word() {
        let counter = StripedCounter::<1>::default();
        (0..2 * BUSY).for_each(|_| counter.add(0));
        assert!(counter.stripes.get().is_none());
        assert_eq!(counter.shared[0].load(Ordering::Relaxed), 1);
        assert_eq!(counter.get(0), 2 * BUSY);
    }

    #[test]
    fn a_second_thread_that_counts_little_needs_no_line() {
        let counter = StripedCounter::<1>::default();
        counter.add(0);
        let count = |calls| {
            thread::scope(|scope| {
                scope
                    .spawn(|| (0..calls).for_each(|_| counter.add(0)))
                    .join()
            })
        };
        count(BUSY - 1).expect("it counts");
        assert!(counter.stripes.get().is_none());
        count(1).expect("it counts");
        assert!(counter.stripes.get().is_some());
        counter.add(0);
        assert_eq!(counter.get(0), BUSY + 2);
    }

    #[test]
    fn each_total_is_counted_for_itself() {
        let counter = StripedCounter::<2>::default();
        thread::scope(|scope| {
            for total in [0, 1, 1] {
                let counter = &counter;
                scope.spawn(move || (0..3 * BUSY).for_each(|_| counter.add(total)));
            }
        });
        assert_eq!([0, 1].map(|it| counter.get(it)), [3 * BUSY, 6 * BUSY]);
    }

    #[test]
    fn who_adds_nothing_owns_nothing() {
        let counter = StripedCounter::<1>::default();
        thread::scope(|scope| scope.spawn(|| counter.add_all(0, 0)).join()).expect("it counts");
        (0..2 * BUSY).for_each(|_| counter.add(0));
        assert!(counter.stripes.get().is_none());
        assert_eq!(counter.get(0), 2 * BUSY);
    }
}

#[cfg(all(test, resilience_loom))]
mod loom {
    use ::loom::sync::Arc;
    use ::loom::thread;

    use super::*;
    use crate::support::sync::Word;

    #[test]
    fn what_three_threads_count_while_words_change_hands_is_all_there() {
        ::loom::model(|| {
            let counter = Arc::new(StripedCounter::<1, Word>::default());
            let count = |counter: &StripedCounter<1, Word>| {
                counter.add(0);
                if !counter.add_unless_multiple(0, 1) {
                    counter.add(0);
                }
            };
            let others = [(); 2].map(|()| {
                let counter = Arc::clone(&counter);
                thread::spawn(move || count(&counter))
            });
            let before = counter.get(0);
            counter.add(0);
            assert!(counter.get(0) > before, "it only grows");
            for other in others {
                other.join().expect("no panic");
            }
            assert_eq!(counter.get(0), 5);
        });
    }
}

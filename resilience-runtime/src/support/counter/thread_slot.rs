//! The identity of a counting thread, and its slot among the stripes.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::support::sync::CounterWord;

/// No thread yet.
pub(super) const NO_OWNER: u64 = 0;

/// So many threads can have a slot at once.
pub(super) const SLOTS: usize = 32;

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
pub(super) fn known_thread_id() -> u64 {
    THREAD.with(Cell::get)
}

/// The number of this thread. In 64 bits everywhere, so that none comes a second time: two threads that
/// take themselves for one owner would lose what they count.
pub(super) fn thread_id() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(NO_OWNER);
    if known_thread_id() == u64::MAX {
        let next = LAST.fetch_add(1, Ordering::Relaxed) + 1;
        THREAD.with(|it| it.set(next));
    }
    known_thread_id()
}

static ALLOCATOR: SlotAllocator = SlotAllocator {
    taken: AtomicU64::new(0),
    slots: SLOTS,
};

thread_local! {
    static SLOT: Cell<usize> = const { Cell::new(NONE) };
    /// Ends with the thread.
    static THREAD_EXIT: ThreadExit = const { ThreadExit };
}

const NONE: usize = usize::MAX;

/// The slot of this thread, which no other has before it has ended: what belongs to a slot is its own. [`NONE`] where
/// it has none.
#[inline]
pub(super) fn current_slot() -> usize {
    SLOT.with(Cell::get)
}

/// Takes a slot, unless this thread has one. It gets none while all are taken, and none when it is about to end.
pub(super) fn claim_slot() {
    if current_slot() == NONE && THREAD_EXIT.try_with(|_| ()).is_ok() {
        SLOT.set(ALLOCATOR.allocate().unwrap_or(NONE));
    }
}

struct ThreadExit;

impl Drop for ThreadExit {
    fn drop(&mut self) {
        let slot = SLOT.replace(NONE);
        if slot != NONE {
            ALLOCATOR.release(slot);
        }
    }
}

/// All slots.
struct SlotAllocator<W = AtomicU64> {
    /// A bit for each that is taken.
    taken: W,
    slots: usize,
}

impl<W: CounterWord> SlotAllocator<W> {
    /// Takes the first that is free: `Acquire`, to go on where who had it before has left off. What is read before is
    /// a guess, which the change makes sure of: `Relaxed`.
    fn allocate(&self) -> Option<usize> {
        loop {
            let taken = self.taken.load(Ordering::Relaxed);
            let free = taken.trailing_ones() as usize;
            if free >= self.slots {
                return None;
            }
            if self
                .taken
                .change(taken, taken | 1 << free, Ordering::Acquire)
            {
                return Some(free);
            }
        }
    }

    /// Frees the slot. `Release` publishes its words to the next owner. The subtraction clears the bit, which is set.
    fn release(&self, slot: usize) {
        self.taken
            .fetch_add((1_u64 << slot).wrapping_neg(), Ordering::Release);
    }
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use std::thread;

    use super::*;

    fn slot() -> usize {
        claim_slot();
        current_slot()
    }

    #[test]
    fn each_has_the_first_seat_that_is_free() {
        let allocator = SlotAllocator {
            taken: AtomicU64::new(0),
            slots: 3,
        };
        assert_eq!(
            [(); 4].map(|()| allocator.allocate()),
            [Some(0), Some(1), Some(2), None]
        );
        allocator.release(1);
        assert_eq!([(); 2].map(|()| allocator.allocate()), [Some(1), None]);
    }

    #[test]
    fn a_thread_keeps_its_seat_until_it_ends() {
        let asked = || thread::spawn(|| [(); 2].map(|()| slot()));
        for _ in 0..3 * SLOTS {
            let [first, second] = asked().join().expect("it ends");
            assert_ne!(first, NONE);
            assert_eq!(first, second);
        }
    }

    #[test]
    fn a_thread_that_is_about_to_end_has_none() {
        struct Asks;
        impl Drop for Asks {
            fn drop(&mut self) {
                assert_eq!(slot(), NONE);
            }
        }
        thread_local!(static LAST: Asks = const { Asks });

        // What was asked for first is dropped last.
        let ends = || {
            LAST.with(|_| ());
            slot()
        };
        assert_ne!(thread::spawn(ends).join().expect("it ends"), NONE);
    }
}

#[cfg(all(test, resilience_loom))]
mod loom {
    use ::loom::sync::Arc;
    use ::loom::thread;

    use super::*;
    use crate::support::sync::Word;

    #[test]
    fn what_belongs_to_a_seat_goes_on_where_it_was_left() {
        ::loom::model(|| {
            let shared = Arc::new((
                SlotAllocator {
                    taken: Word::new(0),
                    slots: 1,
                },
                [Word::new(0), Word::new(0)],
            ));
            let count =
                |(allocator, [own, overflow]): &(SlotAllocator<Word>, [Word; 2])| match allocator
                    .allocate()
                {
                    Some(slot) => {
                        let before = own.load(Ordering::Relaxed);
                        own.store(before + 1, Ordering::Relaxed);
                        allocator.release(slot);
                    }
                    None => {
                        overflow.fetch_add(1, Ordering::Relaxed);
                    }
                };
            let others = [(); 2].map(|()| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || count(&shared))
            });
            count(&shared);
            for other in others {
                other.join().expect("no panic");
            }
            let [own, overflow] = shared.1.each_ref().map(|it| it.load(Ordering::Relaxed));
            assert_eq!(own + overflow, 3);
        });
    }
}

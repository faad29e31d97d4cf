//! Who counts: the number of a thread, and its seat.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::support::sync::Count;

/// No thread yet.
pub(super) const NOBODY: u64 = 0;

/// So many threads can have a seat at once.
pub(super) const SEATS: usize = 32;

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
pub(super) fn known_number() -> u64 {
    THREAD.with(Cell::get)
}

/// The number of this thread. In 64 bits everywhere, so that none comes a second time: two threads that
/// take themselves for one owner would lose what they count.
pub(super) fn number() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(NOBODY);
    if known_number() == u64::MAX {
        let next = LAST.fetch_add(1, Ordering::Relaxed) + 1;
        THREAD.with(|it| it.set(next));
    }
    known_number()
}

static HALL: Hall = Hall {
    taken: AtomicU64::new(0),
    seats: SEATS,
};

thread_local! {
    static SEAT: Cell<usize> = const { Cell::new(NONE) };
    /// Ends with the thread.
    static STAY: Stay = const { Stay };
}

const NONE: usize = usize::MAX;

/// The seat of this thread, which no other has before it has ended: what belongs to a seat is its own. [`NONE`] where
/// it has none.
#[inline]
pub(super) fn known_seat() -> usize {
    SEAT.with(Cell::get)
}

/// Takes a seat, unless this thread has one. It gets none while all are taken, and none when it is about to end.
pub(super) fn take_seat() {
    if known_seat() == NONE && STAY.try_with(|_| ()).is_ok() {
        SEAT.set(HALL.take().unwrap_or(NONE));
    }
}

struct Stay;

impl Drop for Stay {
    fn drop(&mut self) {
        let seat = SEAT.replace(NONE);
        if seat != NONE {
            HALL.give_back(seat);
        }
    }
}

/// All seats.
struct Hall<W = AtomicU64> {
    /// A bit for each that is taken.
    taken: W,
    seats: usize,
}

impl<W: Count> Hall<W> {
    /// Takes the first that is free: `Acquire`, to go on where who had it before has left off. What is read before is
    /// a guess, which the change makes sure of: `Relaxed`.
    fn take(&self) -> Option<usize> {
        loop {
            let taken = self.taken.load(Ordering::Relaxed);
            let free = taken.trailing_ones() as usize;
            if free >= self.seats {
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

    /// `Release`, for who has it next; an addition, for the bit is there.
    fn give_back(&self, seat: usize) {
        self.taken
            .fetch_add((1_u64 << seat).wrapping_neg(), Ordering::Release);
    }
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use std::thread;

    use super::*;

    fn seat() -> usize {
        take_seat();
        known_seat()
    }

    #[test]
    fn each_has_the_first_seat_that_is_free() {
        let hall = Hall {
            taken: AtomicU64::new(0),
            seats: 3,
        };
        assert_eq!(
            [(); 4].map(|()| hall.take()),
            [Some(0), Some(1), Some(2), None]
        );
        hall.give_back(1);
        assert_eq!([(); 2].map(|()| hall.take()), [Some(1), None]);
    }

    #[test]
    fn a_thread_keeps_its_seat_until_it_ends() {
        let asked = || thread::spawn(|| [(); 2].map(|()| seat()));
        for _ in 0..3 * SEATS {
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
                assert_eq!(seat(), NONE);
            }
        }
        thread_local!(static LAST: Asks = const { Asks });

        // What was asked for first is dropped last.
        let ends = || {
            LAST.with(|_| ());
            seat()
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
                Hall {
                    taken: Word::new(0),
                    seats: 1,
                },
                [Word::new(0), Word::new(0)],
            ));
            let count = |(hall, [own, common]): &(Hall<Word>, [Word; 2])| match hall.take() {
                Some(seat) => {
                    let before = own.load(Ordering::Relaxed);
                    own.store(before + 1, Ordering::Relaxed);
                    hall.give_back(seat);
                }
                None => {
                    common.fetch_add(1, Ordering::Relaxed);
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
            let [own, common] = shared.1.each_ref().map(|it| it.load(Ordering::Relaxed));
            assert_eq!(own + common, 3);
        });
    }
}

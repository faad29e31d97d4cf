//! Successes that the state machine has not counted yet, batched so that they need no lock.
//!
//! **Problem.** With a window, each success changes the state machine, which is behind a lock. A lock
//! per success is too slow for the hot path.
//!
//! **Design.** While the [hot word](super::hot_word) says [`DeferSuccesses`](super::state::Mode), no
//! success can trip the breaker and only their number matters. A call then adds one to an atomic word.
//! Whoever takes the lock first moves the pending successes into the state machine, before doing
//! anything else.
//!
//! **Invariant.** A success is counted once: either it is part of the number that `take` returns, or
//! `try_add` returns `false` and the call takes the lock. None is added after the flush of its mode.
//!
//! | who | writes |
//! |---|---|
//! | any thread, in `try_add` | the count, by compare-and-swap |
//! | the holder of the lock, in `take` | the count (to 0) and the generation (+ 1), by one swap |
//!
//! The flush first stores another mode in the hot word (release), then takes. Two interleavings:
//!
//! | a call that succeeds | the holder of the lock |
//! |---|---|
//! | loads the pending word: generation 7 | |
//! | loads the hot word: may defer | |
//! | | stores the hot word: may not defer |
//! | | swaps the pending word: generation 8, count 0 |
//! | compare-and-swap from generation 7 **fails** | |
//! | loads the hot word again: may not defer; returns `false` | |
//!
//! | a call that succeeds | the holder of the lock |
//! |---|---|
//! | | stores the hot word: may not defer |
//! | | swaps the pending word: generation 8, count 0 |
//! | loads the pending word (acquire): generation 8, so it also sees the store to the hot word | |
//! | loads the hot word: may not defer; returns `false` | |

use std::sync::atomic::Ordering;

use crate::support::sync::Word;

/// The number of pending successes, and the generation of that number.
///
/// | bits | meaning |
/// |---|---|
/// | 0–31 | pending successes |
/// | 32–63 | generation: how often the successes have been taken |
#[derive(Debug)]
pub(super) struct PendingSuccesses(Word);

const GENERATION: u32 = 32;
const COUNT: u64 = (1 << GENERATION) - 1;

/// The most successes that may be pending. The next one takes the lock, which flushes them.
const MAX_PENDING: u64 = 1_000;

impl PendingSuccesses {
    pub(super) fn new() -> Self {
        Self(Word::new(0))
    }

    /// Adds a success if `may_defer` still holds at that moment; returns whether it did.
    #[inline]
    pub(super) fn try_add(&self, may_defer: impl Fn() -> bool) -> bool {
        let mut word = self.0.load(Ordering::Acquire);
        while word & COUNT < MAX_PENDING && may_defer() {
            let added =
                self.0
                    .compare_exchange_weak(word, word + 1, Ordering::AcqRel, Ordering::Acquire);
            match added {
                Ok(_) => return true,
                Err(changed) => word = changed,
            }
        }
        false
    }

    /// Takes all pending successes. Called with the lock held, after the hot word has left the mode.
    pub(super) fn take(&self) -> u64 {
        // Only the holder of the lock changes the generation: `Relaxed`.
        let generation = self.0.load(Ordering::Relaxed) >> GENERATION;
        let next = generation.wrapping_add(1) << GENERATION;
        self.0.swap(next, Ordering::AcqRel) & COUNT
    }
}

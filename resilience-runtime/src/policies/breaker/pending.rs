//! Successes on their way to the machine, so that they take no lock.

use std::sync::atomic::Ordering;

use crate::support::sync::Word;

/// Successes that the machine has not heard of, because none of them could trip it: their number is
/// all that it has to know, and it hears of them before anything else.
///
/// | bits | meaning |
/// |---|---|
/// | 0–31 | how many there are |
/// | 32–63 | how often they have been taken |
#[derive(Debug)]
pub(super) struct PendingSuccesses(Word);

const TAKEN: u32 = 32;
const COUNT: u64 = (1 << TAKEN) - 1;

/// So many at most: the next one tells the machine of them.
const MOST: u64 = 1_000;

impl PendingSuccesses {
    pub(super) fn new() -> Self {
        Self(Word::new(0))
    }

    /// Counts one more, if it still `may` be counted when it is.
    ///
    /// Who takes them first makes `may` false: a success that has looked at the word before is stopped by
    /// what taking does to it, and one that looks at it later by `may`, which it sees by the acquiring
    /// load of the word that releases it.
    #[inline]
    pub(super) fn count(&self, may: impl Fn() -> bool) -> bool {
        let mut word = self.0.load(Ordering::Acquire);
        while word & COUNT < MOST && may() {
            let counted =
                self.0
                    .compare_exchange_weak(word, word + 1, Ordering::AcqRel, Ordering::Acquire);
            match counted {
                Ok(_) => return true,
                Err(changed) => word = changed,
            }
        }
        false
    }

    /// Takes all of them, under the machine's lock.
    pub(super) fn take(&self) -> u64 {
        // Only the holder of the lock changes the upper half.
        let taken = self.0.load(Ordering::Relaxed) >> TAKEN;
        let next = taken.wrapping_add(1) << TAKEN;
        self.0.swap(next, Ordering::AcqRel) & COUNT
    }
}

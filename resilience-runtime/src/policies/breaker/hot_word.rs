//! What the hot path has to know of a breaker, in a word.

use super::state::Mode;
use super::ticket::{HANGS, TIMED};

/// What a call reads as it comes, and again as it ends: a copy of what the machine says.
///
/// | bits | meaning |
/// |---|---|
/// | 1–2 | what a permit has to mark: [`TIMED`], [`HANGS`], as a ticket has them |
/// | 3–5 | [`Mode`]: quiet, counting, crowding, gated |
/// | 9–63 | the token that calls are admitted with |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HotWord(u64);

const MODE: u32 = 3;
pub(super) const TOKEN: u32 = 9;

const fn bits(mode: Mode) -> u64 {
    (mode as u64) << MODE
}

/// The bits of all modes.
const MODES: u64 = 0b111 << MODE;

impl HotWord {
    pub(super) fn new(mode: Mode, marks: u64, token: u64) -> Self {
        Self(bits(mode) | marks | token << TOKEN)
    }

    #[inline]
    pub(super) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    #[inline]
    pub(super) fn to_bits(self) -> u64 {
        self.0
    }

    #[inline]
    pub(super) fn is(self, mode: Mode) -> bool {
        self.0 & MODES == bits(mode)
    }

    /// Whether a success is counted and no more: the machine is quiet, and nobody asks how long it took.
    #[inline]
    pub(super) fn is_count_only_untimed(self) -> bool {
        self.0 & (MODES | TIMED) == bits(Mode::CountOnly)
    }

    /// The same in another mode.
    pub(super) fn with_mode(self, mode: Mode) -> Self {
        Self(self.0 & !MODES | bits(mode))
    }

    /// Whether a call may come to its end at once, timed or not.
    #[inline]
    pub(super) fn admits(self) -> bool {
        self.0 & (bits(Mode::AdmitUnderLock) | HANGS) == 0
    }

    /// Whether it may, and nobody asks how long it took: one look for most.
    #[inline]
    pub(super) fn admits_untimed(self) -> bool {
        self.0 & (bits(Mode::AdmitUnderLock) | HANGS | TIMED) == 0
    }

    #[inline]
    pub(super) fn token(self) -> u64 {
        self.0 >> TOKEN
    }

    /// Whether it matters when a call begins.
    #[inline]
    pub(super) fn is_timed(self) -> bool {
        self.0 & TIMED != 0
    }
}

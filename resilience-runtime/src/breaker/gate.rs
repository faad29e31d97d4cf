//! What the hot path has to know of a breaker, in a word.

use super::permit::{HANGS, TIMED};
use super::state::Mode;

/// What a call reads as it comes, and again as it ends: a copy of what the machine says.
///
/// | bits | meaning |
/// |---|---|
/// | 0–1 | what a permit has to mark: [`TIMED`], [`HANGS`] |
/// | 2–4 | [`Mode`]: quiet, counting, crowding, gated |
/// | 5–63 | the token that calls are admitted with |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate(u64);

const MODE: u64 = 0b1_1100;
const TOKEN: u32 = 5;

const fn bits(mode: Mode) -> u64 {
    (mode as u64) << 2
}

impl Gate {
    pub(super) fn new(mode: Mode, marks: u8, token: u64) -> Self {
        Self(bits(mode) | u64::from(marks) | token << TOKEN)
    }

    #[inline]
    pub(super) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub(super) fn to_bits(self) -> u64 {
        self.0
    }

    #[inline]
    pub(super) fn is(self, mode: Mode) -> bool {
        self.0 & MODE == bits(mode)
    }

    /// The same in another mode.
    pub(super) fn in_mode(self, mode: Mode) -> Self {
        Self(self.0 & !MODE | bits(mode))
    }

    /// Whether a call may come to its end at once.
    #[inline]
    pub(super) fn lets_through(self) -> bool {
        const SHUT: u64 = bits(Mode::Gated) | HANGS as u64;
        self.0 & SHUT == 0
    }

    #[inline]
    pub(super) fn token(self) -> u64 {
        self.0 >> TOKEN
    }

    /// What a permit has to mark.
    #[inline]
    pub(super) fn marks(self) -> u8 {
        let [marks, ..] = self.0.to_le_bytes();
        marks & (TIMED | HANGS)
    }

    /// Whether it matters when a call begins.
    #[inline]
    pub(super) fn is_timed(self) -> bool {
        self.marks() & TIMED != 0
    }
}

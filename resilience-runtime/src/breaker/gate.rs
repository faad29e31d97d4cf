//! What the hot path has to know of a breaker, in a word.

use std::num::NonZeroU64;

use super::permit::{HANGS, TIMED};
use super::state::Mode;

/// What a call reads as it comes, and again as it ends: a copy of what the machine says.
///
/// | bits | meaning |
/// |---|---|
/// | 0 | one, so that where there may be no gate there is zero |
/// | 1–2 | what a permit has to mark: [`TIMED`], [`HANGS`] |
/// | 3–5 | [`Mode`]: quiet, counting, crowding, gated |
/// | 6–63 | the token that calls are admitted with |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gate(NonZeroU64);

const MARKS: u32 = 1;
const MODE: u32 = 3;
const TOKEN: u32 = 6;

const fn bits(mode: Mode) -> u64 {
    (mode as u64) << MODE
}

/// The bits of all modes.
const MODES: u64 = 0b111 << MODE;

impl Gate {
    pub(super) fn new(mode: Mode, marks: u8, token: u64) -> Self {
        Self::from_bits(bits(mode) | u64::from(marks) << MARKS | token << TOKEN)
    }

    #[inline]
    pub(super) fn from_bits(bits: u64) -> Self {
        Self(NonZeroU64::MIN | bits)
    }

    pub(super) fn to_bits(self) -> u64 {
        self.0.get()
    }

    #[inline]
    pub(super) fn is(self, mode: Mode) -> bool {
        self.to_bits() & MODES == bits(mode)
    }

    /// The same in another mode.
    pub(super) fn in_mode(self, mode: Mode) -> Self {
        Self::from_bits(self.to_bits() & !MODES | bits(mode))
    }

    /// Whether a call may come to its end at once.
    #[inline]
    pub(super) fn lets_through(self) -> bool {
        const SHUT: u64 = bits(Mode::Gated) | (HANGS as u64) << MARKS;
        self.to_bits() & SHUT == 0
    }

    #[inline]
    pub(super) fn token(self) -> u64 {
        self.to_bits() >> TOKEN
    }

    /// What a permit has to mark.
    #[inline]
    pub(super) fn marks(self) -> u8 {
        let [low, ..] = self.to_bits().to_le_bytes();
        low >> MARKS & (TIMED | HANGS)
    }

    /// Whether it matters when a call begins.
    #[inline]
    pub(super) fn is_timed(self) -> bool {
        self.marks() & TIMED != 0
    }
}

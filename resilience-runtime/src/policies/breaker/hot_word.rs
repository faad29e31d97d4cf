//! One atomic word with everything that the fast path needs to know about a breaker.
//!
//! A call loads it when it starts and again when it ends. The holder of the lock stores it after each
//! change of the state machine. If both loads return the same word, the state has not changed meanwhile.

use super::state::Mode;
use super::ticket::{HANGS, TIMED, TOKEN, Ticket};

/// A copy of the state machine's mode and token.
///
/// | bits | meaning |
/// |---|---|
/// | 1–2 | marks for the ticket of a call: [`TIMED`], [`HANGS`] |
/// | 3–5 | [`Mode`] |
/// | 9–63 | the token of calls that the word admits |
///
/// The other bits are zero. The marks and the token stand where a [`Ticket`] has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HotWord(u64);

const MODE: u32 = 3;

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

    /// Returns the ticket of a call that this word admits.
    #[inline]
    pub(super) fn ticket(self) -> Ticket {
        Ticket::from_bits(self.0)
    }

    #[inline]
    pub(super) fn is(self, mode: Mode) -> bool {
        self.0 & MODES == bits(mode)
    }

    /// Whether a success only adds to the totals and its duration does not matter.
    #[inline]
    pub(super) fn is_count_only_untimed(self) -> bool {
        self.0 & (MODES | TIMED) == bits(Mode::CountOnly)
    }

    /// Returns the word with another mode.
    pub(super) fn with_mode(self, mode: Mode) -> Self {
        Self(self.0 & !MODES | bits(mode))
    }

    /// Whether a call may take the fast path, timed or not.
    #[inline]
    pub(super) fn admits(self) -> bool {
        self.0 & (bits(Mode::AdmitUnderLock) | HANGS) == 0
    }

    /// Whether a call may take the fast path and its duration does not matter.
    #[inline]
    pub(super) fn admits_untimed(self) -> bool {
        self.0 & (bits(Mode::AdmitUnderLock) | HANGS | TIMED) == 0
    }

    #[inline]
    pub(super) fn token(self) -> u64 {
        self.0 >> TOKEN
    }

    /// Whether the start of a call must be recorded.
    #[inline]
    pub(super) fn is_timed(self) -> bool {
        self.0 & TIMED != 0
    }
}

//! What a call was admitted with, in a word.

use super::hot_word::{HotWord, TOKEN};

/// The token that a call was admitted with, and what its permit marks. The bits of a gate are those of the
/// calls that it lets through.
///
/// | bits | meaning |
/// |---|---|
/// | 0 | [`COUNTED`] |
/// | 1 | [`TIMED`] |
/// | 2 | [`HANGS`] |
/// | 3–5 | the gate's own: nobody looks |
/// | 6 | [`PROBES`] |
/// | 7 | [`UNBEGUN`] |
/// | 8 | [`POLLING`] |
/// | 9–63 | the token |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket(u64);

/// The call has been counted, maybe while it runs.
pub(super) const COUNTED: u64 = 1;
/// It matters when the call began.
pub(super) const TIMED: u64 = 1 << 1;
/// It matters when the call has run too long.
pub(super) const HANGS: u64 = 1 << 2;
/// The machine has to know when the call begins.
pub(super) const PROBES: u64 = 1 << 6;
/// The call has not begun.
pub(super) const UNBEGUN: u64 = 1 << 7;
/// A watched call is inside its `poll`.
pub(super) const POLLING: u64 = 1 << 8;

impl Ticket {
    pub(super) fn new(token: u64, marks: u64) -> Self {
        Self(token << TOKEN | marks)
    }

    /// What a call has that a gate in that state lets through.
    #[inline]
    pub(super) fn of(hot_word: HotWord) -> Self {
        Self(hot_word.to_bits())
    }

    #[inline]
    pub(super) fn token(self) -> u64 {
        self.0 >> TOKEN
    }

    /// Whether it has any of the marks.
    #[inline]
    pub(super) fn has(self, marks: u64) -> bool {
        self.0 & marks != 0
    }

    /// The same with the marks, or without them.
    #[inline]
    pub(super) fn marked(self, marks: u64, there: bool) -> Self {
        Self(if there {
            self.0 | marks
        } else {
            self.0 & !marks
        })
    }
}

//! The token and the marks of one admitted call, in one word.

/// The token that a call was admitted with, and marks for its permit.
///
/// | bits | meaning |
/// |---|---|
/// | 0 | [`COUNTED`] |
/// | 1 | [`TIMED`] |
/// | 2 | [`HANGS`] |
/// | 3–5 | the mode of the hot word, which a ticket ignores |
/// | 6 | [`PROBES`] |
/// | 7 | [`UNBEGUN`] |
/// | 8 | [`POLLING`] |
/// | 9–63 | the token |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket(u64);

/// The number of the token's lowest bit.
pub(super) const TOKEN: u32 = 9;

/// The call has been recorded, maybe while it still runs.
pub(super) const COUNTED: u64 = 1;
/// The start of the call must be recorded.
pub(super) const TIMED: u64 = 1 << 1;
/// The call counts as a failure once it has run for `hung`.
pub(super) const HANGS: u64 = 1 << 2;
/// The call is a probe whose start the state machine must know.
pub(super) const PROBES: u64 = 1 << 6;
/// The body of the call has not started.
pub(super) const UNBEGUN: u64 = 1 << 7;
/// The body of the call is being polled. A permit dropped with this mark means a panic.
pub(super) const POLLING: u64 = 1 << 8;

impl Ticket {
    pub(super) fn new(token: u64, marks: u64) -> Self {
        Self(token << TOKEN | marks)
    }

    /// Returns the ticket with these bits; the bits of a hot word are those of the calls it admits.
    #[inline]
    pub(super) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    #[inline]
    pub(super) fn token(self) -> u64 {
        self.0 >> TOKEN
    }

    /// Whether the ticket has any of the marks.
    #[inline]
    pub(super) fn has(self, marks: u64) -> bool {
        self.0 & marks != 0
    }

    /// Returns the ticket with the marks set or cleared.
    #[inline]
    pub(super) fn marked(self, marks: u64, there: bool) -> Self {
        Self(if there {
            self.0 | marks
        } else {
            self.0 & !marks
        })
    }
}

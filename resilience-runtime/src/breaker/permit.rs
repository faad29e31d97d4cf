//! The guard of a call that a breaker has admitted.

use std::future::Future;
use std::mem;
use std::time::Duration;

use super::gate::Gate;
use super::state::Ended;
use super::storage::Storage;
use super::watch::Watched;
use crate::Verdict;
use crate::clock::{self, Time};
use crate::timing::IS_TIMED;
use crate::verdict::IntoVerdict;

/// The guard of a call that a breaker has admitted: settle it with the call's result.
///
/// # Cancel safety
///
/// Dropped unsettled, it counts neither success nor failure and gives a probe's place back. If the
/// call that it [watches](Self::watch) has panicked, that counts as a failure.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{CircuitBreaker, Rejected};
/// # fn main() -> Result<(), Rejected> {
/// let breaker = CircuitBreaker::builder("stock").build();
/// let permit = breaker.acquire()?;
/// let answer: Result<u32, std::io::Error> = Ok(7);
/// permit.settle(answer.is_err());
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "a permit that is dropped counts as a cancelled call"]
pub struct CircuitPermit<'a> {
    storage: &'a Storage,
    token: u64,
    /// When the call began, if it is timed.
    began: Time,
    /// | bit | meaning |
    /// |---|---|
    /// | [`TIMED`] | it matters when the call began |
    /// | [`HANGS`] | it matters when the call has run too long |
    /// | [`PROBES`] | the machine has to know when the call begins |
    /// | [`BEGUN`] | a watched call has begun |
    /// | [`POLLING`] | a watched call is inside its `poll` |
    marks: u8,
    /// Whether the call has been counted, maybe while it runs.
    counted: bool,
}

pub(super) const TIMED: u8 = 1;
pub(super) const HANGS: u8 = 2;
pub(super) const PROBES: u8 = 4;
const BEGUN: u8 = 8;
const POLLING: u8 = 16;

/// The present, as a call is timed by it: where only slow ones are told from others, to the tick.
#[inline(never)]
fn present() -> Time {
    if IS_TIMED {
        clock::now()
    } else {
        clock::about_now()
    }
}

/// A call that the gate has let through: what that said, and when the call began, if it is timed.
#[derive(Clone, Copy, Debug)]
pub struct Passing(Gate, Time);

impl Passing {
    #[inline]
    pub(super) fn new(gate: Gate) -> Self {
        let began = if gate.is_timed() {
            present()
        } else {
            Time::LAST
        };
        Self(gate, began)
    }

    #[inline]
    pub(super) fn gate(self) -> Gate {
        self.0
    }
}

impl<'a> CircuitPermit<'a> {
    /// The permit of a call that has not begun; `marks` are [`TIMED`], [`HANGS`] and [`PROBES`].
    #[inline]
    pub(super) fn new(storage: &'a Storage, token: u64, marks: u8) -> Self {
        Self {
            storage,
            token,
            began: Time::LAST,
            marks,
            counted: false,
        }
    }

    /// The permit of a call that the gate has let through, and that began then.
    pub(super) fn begun(storage: &'a Storage, Passing(gate, began): Passing) -> Self {
        Self {
            storage,
            token: gate.token(),
            began,
            marks: gate.marks() | BEGUN,
            counted: false,
        }
    }

    /// The same, timed from now on until the call itself begins, if it does.
    #[inline]
    pub(super) fn timed(mut self) -> Self {
        if self.marks & TIMED != 0 {
            self.began = present();
        }
        self
    }

    /// Counts the result of the call: a [`Verdict`], or a `bool` that says whether it failed.
    #[inline]
    pub fn settle(self, verdict: impl IntoVerdict) {
        self.end(verdict.into_verdict());
        mem::forget(self);
    }

    /// Runs `call` so that its panic counts as a failure when the permit is dropped by it, that it
    /// is timed from its own beginning, and that it counts as a failure once it
    /// [hangs](crate::CircuitBreakerBuilder::hung).
    #[inline]
    pub fn watch<F: Future>(&mut self, call: F) -> Watched<'_, 'a, F> {
        Watched::new(self, call)
    }

    /// The same where the permit lies.
    #[inline]
    pub(super) fn settle_in_place(&mut self, verdict: Verdict) {
        self.end(verdict);
        self.counted = true;
    }

    /// Notes that the call that is watched begins, if it has not begun.
    #[inline]
    pub(super) fn begins(&mut self) {
        if self.marks & BEGUN == 0 && self.marks & (TIMED | PROBES) != 0 {
            self.begin();
        }
        self.marks |= BEGUN;
    }

    /// Notes that it has not begun after all.
    #[cold]
    pub(super) fn waits(&mut self) {
        self.marks &= !BEGUN;
    }

    /// Notes that the call that is watched is inside its `poll`, where it is still when that has
    /// panicked. `std::thread::panicking` cannot tell that panic from one elsewhere whose unwinding
    /// drops a call that was only waiting.
    #[inline]
    pub(super) fn polls(&mut self, inside: bool) {
        self.marks &= !POLLING;
        if inside {
            self.marks |= POLLING;
        }
    }

    /// Counts the panic of the call that is watched.
    #[cold]
    pub(super) fn panics(&mut self) {
        self.settle_in_place(Verdict::Failure);
    }

    /// When the call has run too long, where it may and has not been counted for it.
    #[inline]
    pub(super) fn hangs_at(&self) -> Option<Time> {
        let may_hang = !self.counted && self.marks & (HANGS | BEGUN) == HANGS | BEGUN;
        if may_hang { self.limit() } else { None }
    }

    /// Counts the call as a failure while it still runs.
    #[cold]
    pub(super) fn hangs(&mut self) {
        self.settle_in_place(Verdict::Failure);
    }

    #[cold]
    fn limit(&self) -> Option<Time> {
        let limit = self.storage.settings().hung?;
        Some(self.began.after(limit))
    }

    #[cold]
    fn begin(&mut self) {
        self.began = present();
        if self.marks & PROBES != 0 {
            self.storage.begin_probe(self.token, self.began);
        }
    }

    #[cold]
    fn end(&self, verdict: Verdict) {
        if self.counted {
            return;
        }
        let is_quiet = || self.marks & TIMED == 0 && self.storage.settle_quietly(self.token);
        if verdict == Verdict::Success && is_quiet() {
            return;
        }
        let now = (self.marks & TIMED != 0).then(present);
        let ended = Ended {
            token: self.token,
            verdict,
            took: now.map_or(Duration::ZERO, |now| now.since(self.began)),
        };
        // Told to the tick, it is too early for the cooldown that may begin now.
        self.storage.settle(ended, now.filter(|_| IS_TIMED));
    }

    /// The permit without its guard, for models that settle by hand.
    #[cfg(all(test, resilience_loom))]
    pub(super) fn into_token(self) -> u64 {
        let token = self.token;
        mem::forget(self);
        token
    }
}

impl Drop for CircuitPermit<'_> {
    #[inline(never)]
    fn drop(&mut self) {
        if !self.counted {
            let panicked = self.marks & POLLING != 0;
            self.end(if panicked {
                Verdict::Failure
            } else {
                Verdict::Ignore
            });
        }
    }
}

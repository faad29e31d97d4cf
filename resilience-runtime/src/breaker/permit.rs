//! The guard of a call that a breaker has admitted.

use std::future::Future;
use std::mem;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use super::state::Ended;
use super::storage::Storage;
use super::watch::{Attended, Watched};
use crate::Verdict;
use crate::clock::{self, Time};
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
    /// When the call began: the bits of a [`Time`], if it is timed. Only the permit's own task writes
    /// this and the marks; they are atomic for the sake of `Sync`, so `Relaxed` is enough.
    began: AtomicU64,
    /// | bit | meaning |
    /// |---|---|
    /// | [`TIMED`] | it matters when the call began |
    /// | [`HANGS`] | it matters when the call has run too long |
    /// | [`PROBES`] | the machine has to know when the call begins |
    /// | [`POLLING`] | a watched call is inside its `poll` |
    /// | [`BEGUN`] | a watched call has begun |
    /// | [`COUNTED`] | the call has been counted, maybe while it runs |
    marks: AtomicU8,
}

pub(super) const TIMED: u8 = 1;
pub(super) const HANGS: u8 = 2;
pub(super) const PROBES: u8 = 4;
const POLLING: u8 = 8;
const BEGUN: u8 = 16;
const COUNTED: u8 = 32;

impl<'a> CircuitPermit<'a> {
    /// The permit of a call; `marks` are [`TIMED`], [`HANGS`] and [`PROBES`].
    #[inline]
    pub(super) fn new(storage: &'a Storage, token: u64, marks: u8) -> Self {
        let permit = Self {
            storage,
            token,
            began: AtomicU64::new(0),
            marks: AtomicU8::new(marks),
        };
        if marks & TIMED != 0 {
            permit.begin();
        }
        permit
    }

    /// Counts the result of the call: a [`Verdict`], or a `bool` that says whether it failed.
    #[inline]
    pub fn settle(self, verdict: impl IntoVerdict) {
        self.end(verdict.into_verdict());
        mem::forget(self);
    }

    /// The same where the permit lies: to move it would read in one piece what was just written in
    /// small ones, for which a processor has to wait.
    #[doc(hidden)]
    #[inline]
    pub fn settle_in_place(&self, verdict: impl IntoVerdict) {
        self.end(verdict.into_verdict());
        self.mark(COUNTED);
    }

    /// Runs `call` so that its panic counts as a failure when the permit is dropped by it, that it
    /// is timed from its own beginning, and that it counts as a failure once it
    /// [hangs](crate::CircuitBreakerBuilder::hung).
    ///
    /// `std::thread::panicking` cannot tell that panic from one elsewhere whose unwinding drops a
    /// call that was only waiting; a mark set while the call is polled can.
    #[inline]
    pub fn watch<F: Future>(&self, call: F) -> Attended<'_, Watched<'_, F>> {
        self.attend(self.watch_body(call))
    }

    /// Marks the polls of the call itself, wherever in a pipeline it stands.
    #[doc(hidden)]
    #[inline]
    pub fn watch_body<F: Future>(&self, body: F) -> Watched<'_, F> {
        Watched::new(self, body)
    }

    /// Counts the call once it hangs. `pipeline` is all that is below the breaker: it goes on between
    /// two attempts of the body.
    #[doc(hidden)]
    #[inline]
    pub fn attend<F: Future>(&self, pipeline: F) -> Attended<'_, F> {
        Attended::new(self, pipeline)
    }

    /// Notes that a watched call is inside its `poll`.
    #[inline]
    pub(super) fn enter(&self) {
        let marks = self.marks();
        if marks & BEGUN == 0 && marks & (TIMED | PROBES) != 0 {
            self.begin();
            if marks & PROBES != 0 {
                self.storage.begin_probe(self.token);
            }
        }
        self.mark(marks | POLLING | BEGUN);
    }

    #[inline]
    pub(super) fn leave(&self) {
        self.mark(self.marks() & !POLLING);
    }

    /// Whether the call runs, may run too long and has not been counted for it.
    #[inline]
    pub(super) fn may_hang(&self) -> bool {
        self.marks() & (HANGS | BEGUN | COUNTED) == HANGS | BEGUN
    }

    /// When the call has run too long.
    pub(super) fn hangs_at(&self) -> Option<Time> {
        let limit = self.storage.settings().hung?;
        Some(self.began().after(limit))
    }

    /// Counts the call as a failure while it still runs.
    pub(super) fn hangs(&self) {
        self.end(Verdict::Failure);
        self.mark(self.marks() | COUNTED);
    }

    #[cold]
    fn begin(&self) {
        self.began.store(clock::now().to_bits(), Ordering::Relaxed);
    }

    #[inline]
    fn end(&self, verdict: Verdict) {
        let marks = self.marks();
        if marks & COUNTED == 0 {
            let (token, timed) = (self.token, marks & TIMED != 0);
            let took = if timed { self.took() } else { Duration::ZERO };
            self.storage.settle(Ended {
                token,
                verdict,
                took,
            });
        }
    }

    fn began(&self) -> Time {
        Time::from_bits(self.began.load(Ordering::Relaxed))
    }

    #[cold]
    fn took(&self) -> Duration {
        clock::now().since(self.began())
    }

    #[inline]
    fn marks(&self) -> u8 {
        self.marks.load(Ordering::Relaxed)
    }

    #[inline]
    fn mark(&self, marks: u8) {
        self.marks.store(marks, Ordering::Relaxed);
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
    #[inline]
    fn drop(&mut self) {
        let panicked = self.marks() & POLLING != 0;
        self.end(if panicked {
            Verdict::Failure
        } else {
            Verdict::Ignore
        });
    }
}

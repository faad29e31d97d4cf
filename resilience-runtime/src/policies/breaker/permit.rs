//! The guard of a call that a breaker has admitted.

use std::future::Future;
use std::mem;
use std::time::Duration;

use super::passing::{Passing, call_clock};
use super::shared::Shared;
use super::state::Completed;
use super::ticket::{COUNTED, HANGS, POLLING, PROBES, TIMED, Ticket, UNBEGUN};
use super::watch::Watched;
use crate::Verdict;
use crate::observe::timing::IS_TIMED;
use crate::outcome::verdict::IntoVerdict;
use crate::support::clock::Time;

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
    shared: &'a Shared,
    ticket: Ticket,
    /// When the call began, if it is timed.
    began: Time,
}

impl<'a> CircuitPermit<'a> {
    /// The permit of a call that has not begun.
    #[inline]
    pub(super) fn new(shared: &'a Shared, ticket: Ticket) -> Self {
        Self {
            shared,
            ticket: ticket.marked(UNBEGUN, true),
            began: Time::ZERO,
        }
    }

    /// The permit of a call that the gate has let through, and that began then.
    #[inline(always)]
    pub(super) fn begun(shared: &'a Shared, passing: Passing) -> Self {
        Self {
            shared,
            ticket: Ticket::of(passing.hot_word),
            began: passing.began,
        }
    }

    /// The same, timed from now on until the call itself begins, if it does.
    #[inline]
    pub(super) fn timed(mut self) -> Self {
        if self.ticket.has(TIMED) {
            self.began = call_clock();
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
        self.mark(COUNTED, true);
    }

    /// Notes that the call that is watched begins, if it has not begun.
    #[inline]
    pub(super) fn begins(&mut self) {
        if self.ticket.has(UNBEGUN) && self.ticket.has(TIMED | PROBES) {
            self.begin();
        }
        self.mark(UNBEGUN, false);
    }

    /// Notes that it has not begun after all.
    #[cold]
    pub(super) fn waits(&mut self) {
        self.mark(UNBEGUN, true);
    }

    /// Notes that the call that is watched is inside its `poll`, where it is still when that has
    /// panicked. `std::thread::panicking` cannot tell that panic from one elsewhere whose unwinding
    /// drops a call that was only waiting.
    #[inline]
    pub(super) fn polls(&mut self, inside: bool) {
        self.mark(POLLING, inside);
    }

    /// When the call has run too long, where it may and has not been counted for it.
    #[inline]
    pub(super) fn hangs_at(&self) -> Option<Time> {
        let runs = !self.ticket.has(COUNTED | UNBEGUN);
        if runs && self.ticket.has(HANGS) {
            self.limit()
        } else {
            None
        }
    }

    /// Counts the call as a failure while it still runs.
    #[cold]
    pub(super) fn hangs(&mut self) {
        self.settle_in_place(Verdict::Failure);
    }

    #[cold]
    fn limit(&self) -> Option<Time> {
        let limit = self.shared.settings().hung?;
        Some(self.began.after(limit))
    }

    #[cold]
    fn begin(&mut self) {
        self.began = call_clock();
        if self.ticket.has(PROBES) {
            self.shared.start_probe(self.ticket.token(), self.began);
        }
    }

    #[cold]
    fn end(&self, verdict: Verdict) {
        if self.ticket.has(COUNTED) {
            return;
        }
        let (token, timed) = (self.ticket.token(), self.ticket.has(TIMED));
        let is_quiet = || !timed && self.shared.try_record_fast(token);
        if verdict == Verdict::Success && is_quiet() {
            return;
        }
        let now = timed.then(call_clock);
        let completed = Completed {
            token,
            verdict,
            took: now.map_or(Duration::ZERO, |now| now.since(self.began)),
        };
        // Told to the tick, it is too early for the cooldown that may begin now.
        self.shared.settle(completed, now.filter(|_| IS_TIMED));
    }

    #[inline]
    fn mark(&mut self, marks: u64, there: bool) {
        self.ticket = self.ticket.marked(marks, there);
    }

    /// The permit without its guard, for models that settle by hand.
    #[cfg(all(test, resilience_loom))]
    pub(super) fn into_token(self) -> u64 {
        let token = self.ticket.token();
        mem::forget(self);
        token
    }
}

impl Drop for CircuitPermit<'_> {
    #[inline(never)]
    fn drop(&mut self) {
        self.end(if self.ticket.has(POLLING) {
            Verdict::Failure
        } else {
            Verdict::Ignore
        });
    }
}

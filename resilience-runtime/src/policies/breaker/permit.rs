//! The permit of a call that a breaker has admitted.

use std::mem;
use std::time::Duration;

use super::hot_word::HotWord;
use super::shared::Shared;
use super::state::Completed;
use super::ticket::{COUNTED, HANGS, POLLING, PROBES, TIMED, Ticket, UNBEGUN};
use crate::Verdict;
use crate::observe::timing::IS_TIMED;
use crate::outcome::verdict::IntoVerdict;
use crate::support::clock::{self, Time};

/// The permit of a call that a breaker has admitted; settle it with the result.
///
/// # Cancel safety
///
/// A permit that is dropped unsettled counts as neither success nor failure, and frees the slot of a probe. If the
/// call that it [watches](Self::watch) has panicked, it counts as a failure.
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
    /// The permit of a call that has not started.
    #[inline]
    pub(super) fn new(shared: &'a Shared, ticket: Ticket) -> Self {
        Self {
            shared,
            ticket: ticket.marked(UNBEGUN, true),
            began: Time::ZERO,
        }
    }

    /// The permit of a call that the hot word has admitted, and that has started.
    #[inline(always)]
    pub(super) fn started(shared: &'a Shared, hot_word: HotWord, began: Time) -> Self {
        Self {
            shared,
            ticket: hot_word.ticket(),
            began,
        }
    }

    /// Takes the time as the start of the call, until the call itself starts.
    #[inline]
    pub(super) fn timed(mut self) -> Self {
        if self.ticket.has(TIMED) {
            self.began = call_clock();
        }
        self
    }

    /// Records the result of the call: a [`Verdict`], or `true` for a failure.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Verdict};
    /// let breaker = CircuitBreaker::builder("tickets").build();
    /// breaker.acquire().unwrap().settle(Verdict::Ignore);
    /// assert_eq!(breaker.snapshot().ignored, 1);
    /// ```
    #[inline]
    pub fn settle(self, verdict: impl IntoVerdict) {
        self.record(verdict.into_verdict());
        mem::forget(self);
    }

    /// Settles the call and keeps the permit.
    #[inline]
    pub(super) fn settle_in_place(&mut self, verdict: Verdict) {
        self.record(verdict);
        self.mark(COUNTED, true);
    }

    /// Records the start of the body, once.
    #[inline]
    pub(super) fn start(&mut self) {
        if self.ticket.has(UNBEGUN) && self.ticket.has(TIMED | PROBES) {
            self.take_start();
        }
        self.mark(UNBEGUN, false);
    }

    /// Marks the body as not started. The call is timed from its start.
    #[cold]
    pub(super) fn defer_start(&mut self) {
        self.mark(UNBEGUN, true);
    }

    /// Notes whether the watched call is inside its `poll`: a permit that is dropped there belongs to a call that
    /// has panicked. `std::thread::panicking` would also be true for a call that was only waiting, and is dropped
    /// by a panic elsewhere.
    #[inline]
    pub(super) fn set_polling(&mut self, inside: bool) {
        self.mark(POLLING, inside);
    }

    /// The time at which the call counts as hung, if it may and is not counted yet.
    #[inline]
    pub(super) fn hung_at(&self) -> Option<Time> {
        let runs = !self.ticket.has(COUNTED | UNBEGUN);
        if runs && self.ticket.has(HANGS) {
            self.limit()
        } else {
            None
        }
    }

    /// Counts the call as a failure while it still runs.
    #[cold]
    pub(super) fn record_hung(&mut self) {
        self.settle_in_place(Verdict::Failure);
    }

    #[cold]
    fn limit(&self) -> Option<Time> {
        let limit = self.shared.settings().hung?;
        Some(self.began.after(limit))
    }

    #[cold]
    fn take_start(&mut self) {
        self.began = call_clock();
        if self.ticket.has(PROBES) {
            self.shared.start_probe(self.ticket.token(), self.began);
        }
    }

    /// Records the verdict, unless the call is counted already.
    #[cold]
    fn record(&self, verdict: Verdict) {
        if self.ticket.has(COUNTED) {
            return;
        }
        let (token, timed) = (self.ticket.token(), self.ticket.has(TIMED));
        let is_recorded_fast = || !timed && self.shared.try_record_fast(token);
        if verdict == Verdict::Success && is_recorded_fast() {
            return;
        }
        let now = timed.then(call_clock);
        let completed = Completed {
            token,
            verdict,
            took: now.map_or(Duration::ZERO, |now| now.since(self.began)),
        };
        // At the resolution of a timer tick the time is too early for a cooldown that may start now.
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
        self.record(if self.ticket.has(POLLING) {
            Verdict::Failure
        } else {
            Verdict::Ignore
        });
    }
}

/// The time that calls are timed by: at timer-tick resolution where only slow calls matter.
#[inline(never)]
pub(super) fn call_clock() -> Time {
    if IS_TIMED {
        clock::now()
    } else {
        clock::about_now()
    }
}

//! Admission to a rate limiter, with its counters and events.

use std::task::Waker;
use std::time::Duration;

use super::{ADMITTED, REJECTED, RateLimiter};
use crate::Rejected;
use crate::observe::events::{self, Event};
use crate::observe::timing::Stopwatch;
use crate::policies::rate_limiter::shared::Admission;
use crate::support::clock::Time;

impl RateLimiter {
    /// Takes a permit or joins the queue. Counts a rejection, and returns the time until a permit is available.
    #[inline]
    pub(in crate::policies::rate_limiter) fn acquire_or_queue(
        &self,
    ) -> Result<Admission, Duration> {
        let admission = self.inner.shared.acquire_or_queue();
        admission.inspect_err(|retry_after| self.record_rejection(*retry_after))
    }

    /// Takes a permit if one is available.
    #[inline]
    pub(in crate::policies::rate_limiter) fn try_acquire(&self) -> bool {
        self.inner.shared.try_acquire()
    }

    /// Counts a call that is admitted without a wait.
    #[inline]
    pub(in crate::policies::rate_limiter) fn count_admitted(&self) {
        self.inner.waited.none(Stopwatch::start());
        self.inner.totals.add(ADMITTED);
    }

    /// Counts a call that is admitted after a wait since `queued`.
    pub(in crate::policies::rate_limiter) fn count_admitted_after_wait(&self, queued: Stopwatch) {
        self.inner.waited.lap(queued);
        self.inner.totals.add(ADMITTED);
    }

    /// Returns when the waiter is admitted, or `None` if it is admitted now.
    ///
    /// Wakes `waker` when that time changes.
    pub(in crate::policies::rate_limiter) fn poll(
        &self,
        ticket: u64,
        waker: &Waker,
    ) -> Option<Time> {
        self.inner.shared.poll(ticket, waker)
    }

    /// Removes a waiter from the queue.
    pub(in crate::policies::rate_limiter) fn cancel(&self, ticket: u64) {
        self.inner.shared.cancel(ticket);
    }

    #[cold]
    fn record_rejection(&self, retry_after: Duration) {
        self.inner.totals.add(REJECTED);
        events::emit(|| Event::Rejected {
            rejected: self.rejected(retry_after),
        });
    }

    /// Returns the rejection for the caller.
    pub(in crate::policies::rate_limiter) fn rejected(&self, retry_after: Duration) -> Rejected {
        Rejected::RateLimited {
            name: self.inner.name.clone(),
            retry_after,
        }
    }
}

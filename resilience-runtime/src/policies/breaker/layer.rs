//! The breaker as a layer of a pipeline.

use std::task::Poll;

use super::fast_ticket::FastTicket;
use super::handle::CircuitBreaker;
use super::permit::CircuitPermit;
use crate::pipeline::{Guard, Layer, PollContext, Progress, Timer};
use crate::{Rejected, Verdict};

impl Layer for CircuitBreaker {
    type Ticket = FastTicket;
    type Guard<'a> = Option<CircuitPermit<'a>>;
    type Timer<Below: Timer> = Below;

    #[inline]
    fn try_admit(&self) -> Option<FastTicket> {
        FastTicket::admit(self.shared())
    }

    #[inline]
    fn try_reject(&self) -> Option<Rejected> {
        self.shared().try_reject()
    }

    #[inline(always)]
    fn succeed(&self, ticket: FastTicket) {
        ticket.succeed(self.shared());
    }

    #[inline(always)]
    fn guard(&self, ticket: FastTicket, progress: Progress) -> Option<CircuitPermit<'_>> {
        let mut permit = ticket.into_permit(self.shared());
        if progress == Progress::Waiting {
            permit.defer_start();
        }
        Some(permit)
    }

    #[inline]
    fn poll_admit<'a>(
        &'a self,
        guard: &mut Option<CircuitPermit<'a>>,
        _: &mut PollContext<'_, '_>,
    ) -> Poll<Result<(), Rejected>> {
        if guard.is_none() {
            *guard = Some(self.acquire()?);
        }
        Poll::Ready(Ok(()))
    }

    /// Counts a call as a failure once it hangs, and lets it go on.
    #[inline]
    fn poll_deadline(
        &self,
        guard: &mut Option<CircuitPermit<'_>>,
        cx: &mut PollContext<'_, '_>,
    ) -> Option<Rejected> {
        if let Some(permit) = guard {
            match permit.hung_at() {
                Some(time) if cx.poll_time(time).is_ready() => permit.record_hung(),
                _ => {}
            }
        }
        None
    }
}

impl Guard for Option<CircuitPermit<'_>> {
    #[inline]
    fn start(&mut self) {
        if let Some(permit) = self {
            permit.start();
        }
    }

    #[inline(never)]
    fn settle(&mut self, verdict: Verdict) {
        if let Some(permit) = self {
            permit.settle_in_place(verdict);
        }
    }
}

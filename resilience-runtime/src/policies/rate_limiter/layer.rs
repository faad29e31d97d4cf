//! The rate limiter as a layer of a pipeline.

use std::task::Poll;

use super::handle::RateLimiter;
use super::permit::QueuedPermit;
use super::shared::Admission;
use crate::Rejected;
use crate::pipeline::{Guard, Layer, PollContext, Progress, Timer};

/// One call in a rate limiter.
#[derive(Debug, Default)]
pub enum Permit<'a> {
    /// The call has no permit.
    #[default]
    None,
    /// The call waits for its permit.
    Queued(QueuedPermit<'a>),
    /// The call has used a permit.
    Used,
}

impl Guard for Permit<'_> {}

impl Layer for RateLimiter {
    type Ticket = ();
    type Guard<'a> = Permit<'a>;
    type Timer<Below: Timer> = Below;

    #[inline]
    fn try_admit(&self) -> Option<()> {
        self.try_acquire().then(|| self.count_admitted())
    }

    #[inline(always)]
    fn succeed(&self, (): ()) {}

    #[inline(always)]
    fn guard(&self, (): (), _: Progress) -> Permit<'_> {
        Permit::Used
    }

    #[inline]
    fn poll_admit<'a>(
        &'a self,
        permit: &mut Permit<'a>,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<Result<(), Rejected>> {
        if let Permit::None = permit {
            match self.acquire_or_queue() {
                Ok(Admission::Admitted) => {
                    self.count_admitted();
                    *permit = Permit::Used;
                }
                Ok(Admission::Queued(ticket)) => {
                    *permit = Permit::Queued(QueuedPermit::new(self, ticket));
                }
                Err(retry_after) => return Poll::Ready(Err(self.rejected(retry_after))),
            }
        }
        while let Permit::Queued(queued) = permit {
            match queued.poll(cx.waker()) {
                Some(time) if cx.poll_time(time).is_pending() => return Poll::Pending,
                // The time has come since the clock was read: ask again.
                Some(_) => {}
                None => {
                    self.count_admitted_after_wait(queued.queued);
                    *permit = Permit::Used;
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

//! A timeout as a layer of a pipeline.

use std::task::Poll;

use super::Timeout;
use crate::Rejected;
use crate::observe::events::{self, Event};
use crate::pipeline::{Guard, InlineTimer, Layer, PollContext, Progress, Timer};
use crate::support::clock::Time;

/// The time of one call. It starts when the call first waits: a call that is ready at once does not read the clock.
#[derive(Clone, Copy, Debug, Default)]
pub enum Limited {
    /// The call has not reached the timeout.
    #[default]
    Outside,
    /// The call has not waited yet.
    Started,
    /// The call may run until that time.
    Until(Time),
}

impl Guard for Limited {}

impl Layer for Timeout {
    type Ticket = ();
    type Guard<'a> = Limited;
    type Timer<Below: Timer> = InlineTimer;

    #[inline]
    fn try_admit(&self) -> Option<()> {
        Some(())
    }

    #[inline(always)]
    fn succeed(&self, (): ()) {}

    #[inline(always)]
    fn guard(&self, (): (), _: Progress) -> Limited {
        Limited::Started
    }

    #[inline]
    fn poll_admit(
        &self,
        limited: &mut Limited,
        _: &mut PollContext<'_, '_>,
    ) -> Poll<Result<(), Rejected>> {
        if let Limited::Outside = limited {
            *limited = Limited::Started;
        }
        Poll::Ready(Ok(()))
    }

    #[inline]
    fn poll_deadline(
        &self,
        limited: &mut Limited,
        cx: &mut PollContext<'_, '_>,
    ) -> Option<Rejected> {
        let until = match *limited {
            Limited::Outside => return None,
            Limited::Started => cx.now().after(self.limit),
            Limited::Until(until) => until,
        };
        *limited = Limited::Until(until);
        cx.poll_time(until).is_ready().then(|| self.reject())
    }
}

impl Timeout {
    /// Rejects a call whose time is over.
    #[cold]
    fn reject(&self) -> Rejected {
        let rejected = Rejected::TimedOut {
            name: self.name.clone(),
            limit: self.limit,
        };
        events::emit(|| Event::Rejected {
            rejected: rejected.clone(),
        });
        rejected
    }
}

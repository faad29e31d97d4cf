//! The contract of a policy: a [`Layer`] around a call, and the [`Guard`] of one call in it.

use std::task::Poll;

use super::{PollContext, Timer};
use crate::{Rejected, Verdict};

/// One policy around a call.
///
/// A call takes the fast path while every layer admits it at once and its body succeeds in the first poll:
/// [`try_admit`](Self::try_admit), body, [`succeed`](Self::succeed). Any other call takes the slow path, with a
/// [`Guard`] in each layer. A call changes from the fast path to the slow one at most once, by
/// [`guard`](Self::guard). Both paths must have the same effect; `tests/layer_orders.rs` holds them equal.
pub trait Layer {
    /// A call that was admitted on the fast path. It stays in registers until the first poll of the body returns.
    type Ticket: Copy;
    /// One call on the slow path. Dropping it cancels the call in this layer.
    type Guard<'a>: Guard;
    /// The room for a timer in the future of a call: [`InlineTimer`](super::InlineTimer) for a layer in which
    /// most calls have a deadline, otherwise `Below`.
    type Timer<Below: Timer>: Timer;

    /// Admits a call without waiting. `None` sends the call to the slow path; it must have no effect.
    fn try_admit(&self) -> Option<Self::Ticket>;

    /// Rejects a call that [`try_admit`](Self::try_admit) has not admitted, without a guard. `None` sends the call
    /// to the slow path. Only the outermost layer is asked: no layer above it is to record the rejection.
    #[inline]
    fn try_reject(&self) -> Option<Rejected> {
        None
    }

    /// Records a success in the first poll of the body: the end of the fast path.
    fn succeed(&self, ticket: Self::Ticket);

    /// Moves an admitted call to the slow path. A call `Waiting` for a layer below is
    /// [started](Guard::start) later.
    fn guard(&self, ticket: Self::Ticket, progress: Progress) -> Self::Guard<'_>;

    /// Admits or rejects a call on the slow path. A call that is already admitted is `Ready(Ok(()))`.
    fn poll_admit<'a>(
        &'a self,
        guard: &mut Self::Guard<'a>,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<Result<(), Rejected>>;

    /// Ends an admitted call early: `Some` if its time is over. Polled whenever the call has to wait, in a layer
    /// below or in its body.
    #[inline]
    fn poll_deadline(
        &self,
        _guard: &mut Self::Guard<'_>,
        _cx: &mut PollContext<'_, '_>,
    ) -> Option<Rejected> {
        None
    }
}

/// The progress of a call that leaves the fast path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A layer below has not admitted the call yet.
    Waiting,
    /// The body runs, or has returned an error.
    Running,
}

/// One call in one layer, on the slow path.
///
/// The default value is a call that this layer has not admitted: all methods ignore it.
pub trait Guard: Default {
    /// Notes that all layers have admitted the call and its body is about to run.
    #[inline]
    fn start(&mut self) {}

    /// Records the verdict on what came from below: by this layer's predicate, or the plain one.
    #[inline]
    fn settle(&mut self, _verdict: Verdict) {}

    /// Records a panic of the body.
    #[inline]
    fn panicked(&mut self) {
        self.settle(Verdict::Failure);
    }

    /// Gives back whatever the call holds, before the next attempt.
    #[inline]
    fn release(&mut self) {
        *self = Self::default();
    }
}

/// A borrowed layer.
impl<L: Layer> Layer for &L {
    type Ticket = L::Ticket;
    type Guard<'a> = L::Guard<'a>;
    type Timer<Below: Timer> = L::Timer<Below>;

    #[inline]
    fn try_admit(&self) -> Option<L::Ticket> {
        (**self).try_admit()
    }

    #[inline]
    fn try_reject(&self) -> Option<Rejected> {
        (**self).try_reject()
    }

    #[inline(always)]
    fn succeed(&self, ticket: L::Ticket) {
        (**self).succeed(ticket);
    }

    #[inline(always)]
    fn guard(&self, ticket: L::Ticket, progress: Progress) -> L::Guard<'_> {
        (**self).guard(ticket, progress)
    }

    #[inline]
    fn poll_admit<'a>(
        &'a self,
        guard: &mut L::Guard<'a>,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<Result<(), Rejected>> {
        (**self).poll_admit(guard, cx)
    }

    #[inline]
    fn poll_deadline(
        &self,
        guard: &mut L::Guard<'_>,
        cx: &mut PollContext<'_, '_>,
    ) -> Option<Rejected> {
        (**self).poll_deadline(guard, cx)
    }
}

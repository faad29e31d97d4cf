//! Several layers, one around the other: `(outermost, (next, (…, ())))`.

use std::mem;
use std::task::{Poll, ready};

use super::layer::{Guard, Layer, Progress};
use super::{PollContext, Timer};
use crate::{Rejected, Verdict};

/// Several layers: what a pipeline asks of all of them.
pub trait Stack {
    /// A call that all layers have admitted on the fast path.
    type Tickets: Copy;
    /// A call that only the layers above one of them have admitted on the fast path.
    type Blocked: Copy;
    /// One call on the slow path. The innermost guard comes first: it is dropped first.
    type Guards<'a>: Guards;
    /// The room for a timer in the future of a call.
    type Timer<Below: Timer>: Timer;
    /// The number of layers.
    const LAYERS: usize;

    /// Admits a call without waiting, or says how far it came.
    fn try_admit(&self) -> Result<Self::Tickets, Self::Blocked>;

    /// Rejects a call that the outermost layer has not admitted, without guards.
    fn try_reject(&self, blocked: &Self::Blocked) -> Option<Rejected>;

    /// Records a success in the first poll of the body, from the inside out.
    fn succeed(&self, tickets: Self::Tickets);

    /// Moves a call that all layers have admitted to the slow path.
    ///
    /// Always inlined, as [`succeed`](Self::succeed) is: otherwise every call would write its tickets to memory.
    fn guards(&self, tickets: Self::Tickets, progress: Progress) -> Self::Guards<'_>;

    /// Moves a call that one of the layers has not admitted to the slow path.
    fn blocked_guards(&self, blocked: Self::Blocked) -> Self::Guards<'_>;

    /// Admits or rejects a call on the slow path, from the outside in.
    fn poll_admit<'a>(
        &'a self,
        guards: &mut Self::Guards<'a>,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<Result<(), Rejected>>;

    /// Ends the call early: the layer whose time is over, counted from the outermost, and its rejection. Inner
    /// layers are asked first.
    fn poll_deadline(
        &self,
        guards: &mut Self::Guards<'_>,
        cx: &mut PollContext<'_, '_>,
    ) -> Option<(usize, Rejected)>;
}

/// One call in several layers, on the slow path: their [`Guard`]s.
pub trait Guards: Default {
    /// Notes that the body is about to run.
    fn start(&mut self);

    /// Records a verdict in every layer, from the inside out: the layer's own in `own`, outermost first,
    /// otherwise `plain`.
    fn settle(&mut self, own: &[Option<Verdict>], plain: Verdict);

    /// Records a panic of the body, from the inside out.
    fn panicked(&mut self);

    /// Gives back what the call holds in the layers from `first` on, counted from the outermost; from the inside
    /// out.
    fn release_from(&mut self, first: usize);
}

/// The place where the fast path of a call ended.
#[derive(Clone, Copy, Debug)]
pub enum Blocked<T, B> {
    /// The outermost layer did not admit the call.
    Here,
    /// A layer below did not.
    Below(T, B),
}

/// A layer around others.
impl<L: Layer, B: Stack> Stack for (L, B) {
    type Tickets = (B::Tickets, L::Ticket);
    type Blocked = Blocked<L::Ticket, B::Blocked>;
    type Guards<'a> = (B::Guards<'a>, L::Guard<'a>);
    type Timer<Below: Timer> = L::Timer<B::Timer<Below>>;
    const LAYERS: usize = 1 + B::LAYERS;

    #[inline]
    fn try_admit(&self) -> Result<Self::Tickets, Self::Blocked> {
        let own = self.0.try_admit().ok_or(Blocked::Here)?;
        match self.1.try_admit() {
            Ok(below) => Ok((below, own)),
            Err(below) => Err(Blocked::Below(own, below)),
        }
    }

    #[inline]
    fn try_reject(&self, blocked: &Self::Blocked) -> Option<Rejected> {
        match blocked {
            Blocked::Here => self.0.try_reject(),
            Blocked::Below(..) => None,
        }
    }

    #[inline(always)]
    fn succeed(&self, (below, own): Self::Tickets) {
        let unwinding = Unwinding(&self.0, own);
        self.1.succeed(below);
        mem::forget(unwinding);
        self.0.succeed(own);
    }

    #[inline(always)]
    fn guards(&self, (below, own): Self::Tickets, progress: Progress) -> Self::Guards<'_> {
        (self.1.guards(below, progress), self.0.guard(own, progress))
    }

    #[inline]
    fn blocked_guards(&self, blocked: Self::Blocked) -> Self::Guards<'_> {
        match blocked {
            Blocked::Here => Default::default(),
            Blocked::Below(own, below) => (
                self.1.blocked_guards(below),
                self.0.guard(own, Progress::Waiting),
            ),
        }
    }

    #[inline]
    fn poll_admit<'a>(
        &'a self,
        (below, own): &mut Self::Guards<'a>,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<Result<(), Rejected>> {
        ready!(self.0.poll_admit(own, cx))?;
        self.1.poll_admit(below, cx)
    }

    #[inline]
    fn poll_deadline(
        &self,
        (below, own): &mut Self::Guards<'_>,
        cx: &mut PollContext<'_, '_>,
    ) -> Option<(usize, Rejected)> {
        if let Some((layer, rejected)) = self.1.poll_deadline(below, cx) {
            return Some((layer + 1, rejected));
        }
        let rejected = self.0.poll_deadline(own, cx)?;
        Some((0, rejected))
    }
}

impl<B: Guards, G: Guard> Guards for (B, G) {
    #[inline]
    fn start(&mut self) {
        let (below, own) = self;
        own.start();
        below.start();
    }

    #[inline]
    fn settle(&mut self, verdicts: &[Option<Verdict>], plain: Verdict) {
        let (below, own) = self;
        let (verdict, others) = match verdicts {
            [verdict, others @ ..] => (verdict.unwrap_or(plain), others),
            [] => (plain, verdicts),
        };
        below.settle(others, plain);
        own.settle(verdict);
    }

    #[inline]
    fn panicked(&mut self) {
        let (below, own) = self;
        below.panicked();
        own.panicked();
    }

    #[inline]
    fn release_from(&mut self, first: usize) {
        let (below, own) = self;
        below.release_from(first.saturating_sub(1));
        if first == 0 {
            own.release();
        }
    }
}

/// Cancels a call in its layer where a layer below panics: a waker that it wakes may.
struct Unwinding<'a, L: Layer>(&'a L, L::Ticket);

impl<L: Layer> Drop for Unwinding<'_, L> {
    fn drop(&mut self) {
        drop(self.0.guard(self.1, Progress::Waiting));
    }
}

/// Below the innermost layer there is the body.
impl Stack for () {
    type Tickets = ();
    type Blocked = ();
    type Guards<'a> = ();
    type Timer<Below: Timer> = Below;
    const LAYERS: usize = 0;

    #[inline]
    fn try_admit(&self) -> Result<(), ()> {
        Ok(())
    }

    #[inline]
    fn try_reject(&self, (): &()) -> Option<Rejected> {
        None
    }

    #[inline(always)]
    fn succeed(&self, (): ()) {}

    #[inline(always)]
    fn guards(&self, (): (), _: Progress) {}

    #[inline]
    fn blocked_guards(&self, (): ()) {}

    #[inline]
    fn poll_admit(&self, (): &mut (), _: &mut PollContext<'_, '_>) -> Poll<Result<(), Rejected>> {
        Poll::Ready(Ok(()))
    }

    #[inline]
    fn poll_deadline(&self, (): &mut (), _: &mut PollContext<'_, '_>) -> Option<(usize, Rejected)> {
        None
    }
}

impl Guards for () {
    #[inline]
    fn start(&mut self) {}

    #[inline]
    fn settle(&mut self, _: &[Option<Verdict>], _: Verdict) {}

    #[inline]
    fn panicked(&mut self) {}

    #[inline]
    fn release_from(&mut self, _: usize) {}
}

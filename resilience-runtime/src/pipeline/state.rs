//! A call on the slow path: its guards, and how far it has come.

use std::mem::ManuallyDrop;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::guards::{Attempts, CallGuards};
use super::layers::{BlockedOf, Layers, LayersOf, TicketsOf, TimerOf};
use super::retry_loop::RetryLoop;
use super::stack::{Guards, Stack};
use super::{BoxedTimer, PollContext};
use crate::{Rejected, Verdict};

/// The part of the pipeline that a call has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// An outer layer admits the call.
    Outer,
    /// The retry starts the attempt.
    Retry,
    /// An inner layer admits the attempt.
    Inner,
    /// The body runs, or has returned.
    Running,
    /// The deadline of that layer is over, counted from the outermost. The body still exists: it is dropped
    /// with the future of the attempt, and may panic. The layers below hold what they hold until then.
    TimedOut(u8),
}

/// A call on the slow path.
pub(super) struct Slow<'a, L: Layers> {
    guards: CallGuards<'a, L>,
    stage: Stage,
    timer: BoxedTimer,
}

impl<'a, L: Layers> Slow<'a, L> {
    #[inline]
    fn new(guards: CallGuards<'a, L>, stage: Stage) -> Self {
        Self {
            guards,
            stage,
            timer: BoxedTimer::default(),
        }
    }

    /// Admits or rejects an attempt, layer by layer.
    fn poll_layers(
        &mut self,
        layers: &'a LayersOf<L>,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<Result<(), Rejected>> {
        let CallGuards {
            inner,
            attempts,
            outer,
        } = &mut self.guards;
        if self.stage == Stage::Outer {
            ready!(layers.outer.poll_admit(outer, cx))?;
            self.stage = Stage::Retry;
        }
        if self.stage == Stage::Retry {
            ready!(layers.retry.poll_start(attempts, cx));
            self.stage = Stage::Inner;
        }
        if self.stage == Stage::Inner {
            ready!(layers.inner.poll_admit(inner, cx))?;
            outer.start();
            layers.retry.sent(attempts);
            inner.start();
            self.stage = Stage::Running;
        }
        Poll::Ready(Ok(()))
    }

    /// Polls the layers, and the deadlines where one of them lets the call wait.
    pub(super) fn poll_admit(
        &mut self,
        layers: &'a LayersOf<L>,
        mut timer: Pin<&mut TimerOf<L>>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Rejected>> {
        let mut cx = PollContext::new(cx);
        loop {
            let admitted = self.poll_layers(layers, &mut cx);
            if admitted.is_ready() {
                return admitted;
            }
            if let Some((layer, rejected)) = self.guards.poll_deadline(layers, &mut cx) {
                self.guards.release_from(layer);
                return Poll::Ready(Err(rejected));
            }
            if cx.poll_timer(timer.as_mut(), &mut self.timer).is_pending() {
                return Poll::Pending;
            }
        }
    }

    /// Polls the deadlines while the body is pending.
    pub(super) fn poll_deadline(
        &mut self,
        layers: &LayersOf<L>,
        mut timer: Pin<&mut TimerOf<L>>,
        cx: &mut Context<'_>,
    ) -> Poll<Rejected> {
        let mut cx = PollContext::new(cx);
        loop {
            if let Some((layer, rejected)) = self.guards.poll_deadline(layers, &mut cx) {
                self.stage = Stage::TimedOut(u8::try_from(layer).unwrap_or(u8::MAX));
                return Poll::Ready(rejected);
            }
            if cx.poll_timer(timer.as_mut(), &mut self.timer).is_pending() {
                return Poll::Pending;
            }
        }
    }

    #[inline(never)]
    fn settle_attempt(&mut self, own: &[Option<Verdict>], plain: Verdict) {
        self.end_attempt().inner.settle(own, plain);
    }

    #[inline(never)]
    fn settle_call(&mut self, own: &[Option<Verdict>], plain: Verdict) {
        self.end_attempt().outer.settle(own, plain);
    }

    /// Ends the attempt, whose future has been dropped: layers below a deadline that was over give back what
    /// they hold.
    pub(super) fn end_attempt(&mut self) -> &mut CallGuards<'a, L> {
        if let Stage::TimedOut(layer) = self.stage {
            self.guards.release_from(layer.into());
        }
        if self.stage != Stage::Outer {
            self.stage = Stage::Retry;
        }
        self.timer = BoxedTimer::default();
        &mut self.guards
    }
}

/// The state of one call: `None` on the fast path, where it holds nothing.
///
/// The layers are not part of it: they are passed in each time, so that no future has room for a reference to
/// them, and functions with layers of the same types share this code.
#[allow(missing_debug_implementations)]
pub struct State<'a, L: Layers> {
    /// Dropped by hand, so that the code for it is not in each function.
    slow: ManuallyDrop<Option<Slow<'a, L>>>,
}

impl<L: Layers> Default for State<'_, L> {
    #[inline]
    fn default() -> Self {
        Self {
            slow: ManuallyDrop::new(None),
        }
    }
}

impl<'a, L: Layers> State<'a, L> {
    /// Whether the call is on the slow path.
    #[inline]
    pub(super) fn is_slow(&self) -> bool {
        self.slow.is_some()
    }

    /// The call on the slow path, which begins here if it has not begun yet.
    pub(super) fn slow(&mut self) -> &mut Slow<'a, L> {
        let begin = || Slow::new(CallGuards::default(), Stage::Outer);
        self.slow.get_or_insert_with(begin)
    }

    /// Moves a call to the slow path that a layer has not admitted on the fast one.
    pub(super) fn block(&mut self, layers: &'a LayersOf<L>, blocked: BlockedOf<L>) {
        let (guards, stage) = CallGuards::blocked(layers, blocked);
        *self.slow = Some(Slow::new(guards, stage));
    }

    /// Moves a call to the slow path whose body runs, or has returned an error.
    #[inline(always)]
    pub(super) fn run(&mut self, layers: &'a LayersOf<L>, tickets: TicketsOf<L>) {
        let guards = CallGuards::running(layers, tickets);
        self.slow = ManuallyDrop::new(Some(Slow::new(guards, Stage::Running)));
    }

    /// Settles the attempt in the inner layers.
    #[inline]
    pub(super) fn settle_attempt(&mut self, own: &[Option<Verdict>], plain: Verdict) {
        if let Some(slow) = &mut *self.slow {
            slow.settle_attempt(own, plain);
        }
    }

    /// Settles the call in the outer layers.
    #[inline]
    pub(super) fn settle_call(&mut self, own: &[Option<Verdict>], plain: Verdict) {
        if let Some(slow) = &mut *self.slow {
            slow.settle_call(own, plain);
        }
    }

    /// The attempts of a call on the slow path, the last of which is over.
    pub(crate) fn attempts(&mut self) -> Option<&mut Attempts<'a, L>> {
        let slow = self.slow.as_mut()?;
        Some(&mut slow.end_attempt().attempts)
    }

    /// Releases the inner layers before the next attempt.
    pub(crate) fn release_attempt(&mut self) {
        if let Some(slow) = &mut *self.slow {
            slow.guards.inner.release_from(0);
        }
    }

    /// Ends a call on the fast path, which holds nothing and need not be dropped.
    #[inline]
    pub(super) fn finish(&mut self) {
        self.slow = ManuallyDrop::new(None);
    }

    /// Ends a call: it leaves every layer.
    #[inline]
    pub(super) fn conclude(&mut self) {
        if self.is_slow() {
            self.leave();
        }
        self.finish();
    }

    #[inline(never)]
    fn leave(&mut self) {
        if let Some(slow) = &mut *self.slow {
            slow.end_attempt();
        }
        *self.slow = None;
    }

    /// The body has panicked.
    #[cold]
    #[inline(never)]
    pub(super) fn panicked(&mut self) {
        if let Some(slow) = &mut *self.slow {
            slow.end_attempt().panicked();
        }
    }

    /// A call whose deadline was over and that was not settled has a body that panicked when it was dropped.
    #[cold]
    #[inline(never)]
    fn cancel(&mut self) {
        if let Some(slow) = &mut *self.slow {
            if let Stage::TimedOut(_) = slow.stage {
                slow.guards.panicked();
            }
        }
        *self.slow = None;
    }
}

impl<L: Layers> Drop for State<'_, L> {
    #[inline]
    fn drop(&mut self) {
        if self.slow.is_some() {
            self.cancel();
        }
    }
}

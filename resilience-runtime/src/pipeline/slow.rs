//! A call on the slow path: its guards, and how far it has come.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::guards::CallGuards;
use super::layers::{Layers, LayersOf, TimerOf};
use super::retry_loop::RetryLoop;
use super::stack::{Guards, Stack};
use super::stage::Stage;
use super::{BoxedTimer, PollContext};
use crate::{Rejected, Verdict};

/// A call on the slow path.
pub(super) struct Slow<'a, L: Layers> {
    pub(super) guards: CallGuards<'a, L>,
    pub(super) stage: Stage,
    timer: BoxedTimer,
}

impl<'a, L: Layers> Slow<'a, L> {
    #[inline]
    pub(super) fn new(guards: CallGuards<'a, L>, stage: Stage) -> Self {
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

    /// Settles the attempt in the inner layers.
    #[inline(never)]
    pub(super) fn settle_attempt(&mut self, own: &[Option<Verdict>], plain: Verdict) {
        self.end_attempt().inner.settle(own, plain);
    }

    /// Settles the call in the outer layers.
    #[inline(never)]
    pub(super) fn settle_call(&mut self, own: &[Option<Verdict>], plain: Verdict) {
        self.end_attempt().outer.settle(own, plain);
    }

    /// Ends the attempt, whose future has been dropped: a layer whose deadline was over, and all layers below it, give
    /// back what they hold.
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

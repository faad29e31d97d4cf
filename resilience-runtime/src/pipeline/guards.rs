//! The guards of one call in all layers of a pipeline.

use super::PollContext;
use super::layer::Progress;
use super::layers::{Blocked, BlockedOf, Layers, LayersOf, TicketsOf};
use super::retry_loop::RetryLoop;
use super::stack::{Guards, Stack};
use super::stage::Stage;
use crate::Rejected;

/// One call and its attempts, as the retry of its layers knows them.
pub(crate) type Attempts<'a, L> = <<L as Layers>::Retry as RetryLoop>::Attempts<'a>;

/// The guards of one call in all layers. Fields are dropped from the inside out.
pub(crate) struct CallGuards<'a, L: Layers> {
    pub(super) inner: <L::Inner as Stack>::Guards<'a>,
    pub(super) attempts: Attempts<'a, L>,
    pub(super) outer: <L::Outer as Stack>::Guards<'a>,
}

impl<L: Layers> Default for CallGuards<'_, L> {
    #[inline]
    fn default() -> Self {
        Self {
            inner: Default::default(),
            attempts: Default::default(),
            outer: Default::default(),
        }
    }
}

impl<'a, L: Layers> CallGuards<'a, L> {
    /// The guards of a call that all layers have admitted on the fast path.
    #[inline(always)]
    pub(super) fn running(layers: &'a LayersOf<L>, (outer, inner): TicketsOf<L>) -> Self {
        Self {
            inner: layers.inner.guards(inner, Progress::Running),
            attempts: layers.retry.attempts(),
            outer: layers.outer.guards(outer, Progress::Running),
        }
    }

    /// The guards of a call that a layer has not admitted on the fast path, and where that layer is.
    #[allow(clippy::needless_pass_by_value, reason = "its parts are `Copy`")]
    #[inline]
    pub(super) fn blocked(layers: &'a LayersOf<L>, blocked: BlockedOf<L>) -> (Self, Stage) {
        let mut guards = Self::default();
        let stage = match blocked {
            Blocked::Outer(blocked) => {
                guards.outer = layers.outer.blocked_guards(blocked);
                Stage::Outer
            }
            Blocked::Retry(outer) => {
                guards.outer = layers.outer.guards(outer, Progress::Waiting);
                Stage::Retry
            }
            Blocked::Inner(outer, blocked) => {
                guards.outer = layers.outer.guards(outer, Progress::Waiting);
                guards.attempts = layers.retry.attempts();
                guards.inner = layers.inner.blocked_guards(blocked);
                Stage::Inner
            }
        };
        (guards, stage)
    }

    /// Ends the call early: the layer whose deadline is over, counted from the outermost, and its rejection.
    /// Inner layers are asked first.
    pub(super) fn poll_deadline(
        &mut self,
        layers: &LayersOf<L>,
        cx: &mut PollContext<'_, '_>,
    ) -> Option<(usize, Rejected)> {
        if let Some((layer, rejected)) = layers.inner.poll_deadline(&mut self.inner, cx) {
            return Some((L::Outer::LAYERS + layer, rejected));
        }
        layers.outer.poll_deadline(&mut self.outer, cx)
    }

    /// Records a panic of the body, from the inside out.
    pub(super) fn panicked(&mut self) {
        self.inner.panicked();
        self.outer.panicked();
    }

    /// Gives back what the call holds in the layers from `first` on, counted from the outermost.
    pub(super) fn release_from(&mut self, first: usize) {
        let outer = L::Outer::LAYERS;
        self.inner.release_from(first.saturating_sub(outer));
        if first < outer {
            self.attempts = Default::default();
            self.outer.release_from(first);
        }
    }
}

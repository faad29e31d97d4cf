//! The state of one call, from its first poll to its end.

use std::mem::ManuallyDrop;

use super::guards::{Attempts, CallGuards};
use super::layers::{BlockedOf, Layers, LayersOf, TicketsOf};
use super::slow::Slow;
use super::stack::Guards;
use super::stage::Stage;
use crate::Verdict;

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

//! How far a call has come, and how it counts.

use std::mem::ManuallyDrop;

use super::attempt::Stage;
use super::{Holds, Layer, Passage, Timer};
use crate::Verdict;

/// What such a holder holds.
pub(super) type Layers<H> = <H as Holds>::Layers;

/// How far a call has come. It is given what holds the layers each time, so that no future has room for them,
/// and calls through layers of one kind that are held alike share this code.
#[allow(missing_debug_implementations)]
pub struct Course<'a, H: Holds> {
    /// `None` before its first poll, and of one that goes straight through or was turned away: it holds nothing.
    /// Dropped by hand, so that how is not in each function's own code.
    steps: ManuallyDrop<Option<Steps<'a, Layers<H>>>>,
}

/// A call that goes step by step.
pub(super) struct Steps<'a, S: Layer> {
    pub(super) passage: S::Passage<'a>,
    pub(super) stage: Stage,
    pub(super) timer: <S::Timer<()> as Timer>::Elsewhere,
}

impl<'a, S: Layer> Steps<'a, S> {
    #[inline]
    fn begin() -> Self {
        Self {
            passage: Passage::begin(),
            stage: Stage::Enters,
            timer: Default::default(),
        }
    }

    /// What the layers know, once the attempt is over: what was cut off has left.
    pub(super) fn over(&mut self) -> &mut S::Passage<'a> {
        match self.stage {
            Stage::Enters | Stage::Refused => {}
            Stage::Runs => self.stage = Stage::Enters,
            Stage::Cut => {
                self.stage = Stage::Enters;
                self.passage.cut();
            }
        }
        self.timer = Default::default();
        &mut self.passage
    }
}

impl<H: Holds> Default for Course<'_, H> {
    #[inline]
    fn default() -> Self {
        Self {
            steps: ManuallyDrop::new(None),
        }
    }
}

impl<'a, H: Holds> Course<'a, H> {
    /// Whether there is a single layer.
    pub(super) const IS_ALONE: bool = Layers::<H>::LAYERS == 1;

    /// From now on it goes step by step.
    #[inline]
    pub(super) fn judged(&mut self) {
        self.steps();
    }

    /// Tells the layers how the answer counts. Where there is none, they know it; and where none of them
    /// waits or cuts off, it was a breaker that refused the call, and one above it hears as the call goes.
    #[inline]
    pub(super) fn settle(&mut self, answered: Option<Verdict>) {
        if answered.is_some() || Layers::<H>::WAITS || Layers::<H>::CUTS {
            self.settles(answered);
        }
    }

    #[inline(never)]
    fn settles(&mut self, answered: Option<Verdict>) {
        if self.is_refused() {
            return;
        }
        if let Some(passage) = self.over() {
            passage.settle(answered);
        }
    }

    /// It was let through, and does not go straight through after all: what the layers know of it is written
    /// down.
    #[inline(always)]
    pub(super) fn runs(&mut self, layers: &'a Layers<H>, pass: <Layers<H> as Layer>::Pass<'a>) {
        self.steps = ManuallyDrop::new(Some(Steps {
            passage: layers.keep(pass),
            stage: Stage::Runs,
            timer: Default::default(),
        }));
    }

    /// It has come as far as there for the first time: refuses it, if there is no more to do for that.
    #[inline]
    pub(super) fn refuse(
        &mut self,
        layers: &'a Layers<H>,
        halt: <Layers<H> as Layer>::Halt<'a>,
    ) -> bool {
        Self::IS_ALONE && layers.turn_away(halt) || self.refuse_and_keep(layers, halt)
    }

    #[cold]
    #[inline(never)]
    fn refuse_and_keep(
        &mut self,
        layers: &'a Layers<H>,
        halt: <Layers<H> as Layer>::Halt<'a>,
    ) -> bool {
        let Some(passage) = layers.refuse(halt) else {
            return false;
        };
        self.steps = ManuallyDrop::new(Some(Steps {
            passage,
            stage: Stage::Refused,
            timer: Default::default(),
        }));
        true
    }

    /// It holds nothing, and need not be dropped: it has gone straight through or has left every layer, or its
    /// refusal is told.
    #[inline]
    pub(super) fn passed(&mut self) {
        self.steps = ManuallyDrop::new(None);
    }

    /// Whether the outermost layer has refused it at once, and has kept why: no layer above is to hear.
    #[inline]
    pub(super) fn is_refused(&self) -> bool {
        Layers::<H>::REFUSES && matches!(&*self.steps, Some(steps) if steps.stage == Stage::Refused)
    }

    /// It leaves every layer.
    #[inline]
    pub(super) fn leaves(&mut self) {
        if let Some(passage) = self.passage() {
            passage.leave();
        }
    }

    /// What the layers know of the call, and hold for it.
    pub(crate) fn into_passage(mut self) -> <Layers<H> as Layer>::Passage<'a> {
        let steps = self.steps.take();
        steps.map_or_else(Passage::begin, |steps| steps.passage)
    }

    /// Whether it goes step by step.
    #[inline]
    pub(super) fn steps_through(&self) -> bool {
        self.steps.is_some()
    }

    pub(super) fn steps(&mut self) -> &mut Steps<'a, Layers<H>> {
        self.steps.get_or_insert_with(Steps::begin)
    }

    pub(super) fn passage(&mut self) -> Option<&mut <Layers<H> as Layer>::Passage<'a>> {
        (*self.steps).as_mut().map(|steps| &mut steps.passage)
    }

    /// The same once the attempt is over.
    pub(super) fn over(&mut self) -> Option<&mut <Layers<H> as Layer>::Passage<'a>> {
        (*self.steps).as_mut().map(Steps::over)
    }

    /// What the layers know of it, and nothing where `steps` is `None`.
    #[inline]
    pub(super) fn known(&self) -> Option<&<Layers<H> as Layer>::Passage<'a>> {
        self.steps.as_ref().map(|steps| &steps.passage)
    }

    #[cold]
    #[inline(never)]
    fn goes(&mut self) {
        self.let_go();
    }

    /// What the layers know of it, and hold for it, is gone. A call that was cut off and that nobody has asked
    /// about since has a body that panicked as it went.
    #[inline]
    pub(super) fn let_go(&mut self) {
        if let Some(steps) = &mut *self.steps {
            if Layers::<H>::CUTS && Layers::<H>::COUNTS && steps.stage == Stage::Cut {
                steps.passage.panics();
            }
        }
        *self.steps = None;
    }
}

impl<H: Holds> Drop for Course<'_, H> {
    #[inline]
    fn drop(&mut self) {
        if self.steps.is_some() {
            self.goes();
        }
    }
}

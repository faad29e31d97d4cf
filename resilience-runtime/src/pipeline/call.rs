//! One call: where it is, and how it counts.

use std::mem;

use super::attempt::Stage;
use super::{Layer, Passage, Timer};
use crate::retry::Run;
use crate::verdict::{Answer, plain};
use crate::{Rejected, Verdict};

/// One call on its way through the layers of a pipeline.
///
/// # Cancel safety
///
/// Dropped, with or without its attempt, it counts as cancelled in every layer that it has entered,
/// the innermost first.
#[allow(missing_debug_implementations)]
pub struct Call<'a, S: Layer> {
    pub(super) layers: &'a S,
    /// `None` before its first poll, and of one that goes straight through: it holds nothing.
    pub(super) steps: Option<Steps<'a, S>>,
}

/// A call that goes step by step.
pub(super) struct Steps<'a, S: Layer> {
    pub(super) passage: S::Passage<'a>,
    pub(super) stage: Stage,
    pub(super) timer: <S::Timer<()> as Timer>::Elsewhere,
}

impl<'a, S: Layer> Steps<'a, S> {
    #[inline]
    pub(super) fn begin() -> Self {
        Self {
            passage: Passage::begin(),
            stage: Stage::Enters,
            timer: Default::default(),
        }
    }

    #[inline(never)]
    fn unwinds(&mut self) {
        if self.stage == Stage::Cut {
            self.passage.panics();
        }
    }

    /// What the layers know, once the attempt is over: what was cut off has left.
    pub(super) fn over(&mut self) -> &mut S::Passage<'a> {
        if mem::replace(&mut self.stage, Stage::Enters) == Stage::Cut {
            self.passage.cut();
        }
        self.timer = Default::default();
        &mut self.passage
    }
}

impl<'a, S: Layer> Call<'a, S> {
    /// A call that is about to run, and goes straight through if its way is clear. Where its answer is
    /// an `Ok` it is a success.
    #[inline]
    pub fn new(layers: &'a S) -> Self {
        Self {
            layers,
            steps: None,
        }
    }

    /// A call of whose answers somebody is to judge, whatever they are.
    #[inline]
    pub fn judged(layers: &'a S) -> Self {
        Self {
            layers,
            steps: Some(Steps::begin()),
        }
    }

    /// Tells the layers how the answer counts. Where there is none, they know it; and where none of them
    /// waits or cuts off, it was a breaker that refused the call, and one above it hears as the call goes.
    #[inline]
    pub fn settle(&mut self, answered: Option<Verdict>) {
        if answered.is_some() || S::WAITS || S::CUTS {
            self.settles(answered);
        }
    }

    #[inline(never)]
    fn settles(&mut self, answered: Option<Verdict>) {
        self.over().settle(answered);
    }

    /// The same where an error is a failure.
    #[inline]
    pub fn settled<T, E>(&mut self, answer: &Answer<T, E>) {
        self.settle(plain(answer));
    }

    /// What the layers know of the call, and hold for it.
    pub(crate) fn into_passage(mut self) -> S::Passage<'a> {
        let steps = self.steps.take();
        steps.map_or_else(Passage::begin, |steps| steps.passage)
    }

    pub(super) fn steps(&mut self) -> &mut Steps<'a, S> {
        self.steps.get_or_insert_with(Steps::begin)
    }

    pub(super) fn passage(&mut self) -> &mut S::Passage<'a> {
        &mut self.steps().passage
    }

    pub(super) fn over(&mut self) -> &mut S::Passage<'a> {
        self.steps().over()
    }

    pub(super) fn run(&mut self) -> Option<&mut Run<'a>> {
        let layers = self.layers;
        layers.run(self.passage()).map(|(run, _)| run)
    }

    #[inline]
    pub(super) fn rejected(&self) -> Option<Rejected> {
        self.layers.rejected(&self.steps.as_ref()?.passage)
    }
}

impl<S: Layer> Drop for Call<'_, S> {
    /// One that was cut off and that nobody has asked about since has a body that panicked as it went.
    #[inline]
    fn drop(&mut self) {
        if S::CUTS && S::COUNTS {
            if let Some(steps) = &mut self.steps {
                steps.unwinds();
            }
        }
    }
}

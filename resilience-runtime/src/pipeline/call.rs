//! One call: its attempts, and what comes of them.

use std::mem;
use std::time::Duration;

use super::attempt::Stage;
use super::{Layer, Passage, Timer};
use crate::events;
use crate::rejected::{Carries, Rejection};
use crate::retry::{DelaySource, OnGiveUp, OnRetry, Run};
use crate::verdict::{Answer, Outcome, plain};
use crate::{Cause, Failure, Rejected, Verdict};

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

    /// Whether the answer is a failure that may be tried again.
    #[inline(never)]
    pub fn fails(&mut self, answered: Option<Verdict>) -> bool {
        let layers = self.layers;
        let passage = self.over();
        if answered == Some(Verdict::Success) && layers.succeeds(passage) {
            return false;
        }
        let Some((run, refusal)) = layers.run(passage) else {
            return false;
        };
        let verdict = answered.or(refusal);
        verdict.is_some_and(|verdict| run.may_go_on(verdict))
    }

    /// The same where an error is a failure.
    #[inline(never)]
    pub fn failed<T, E>(&mut self, answer: &Answer<T, E>) -> bool {
        self.fails(plain(answer))
    }

    /// The delay that the `delay` setting gives, before jitter.
    pub fn delay<K>(&mut self, source: impl DelaySource<K>) -> Option<Duration> {
        Some(source.delay(self.run()?.attempt()))
    }

    /// Grants another attempt, unless there is no time left for it or the budget refuses it. `given`
    /// is the delay before jitter, `hinted` the one that the error carries; events tell the text of
    /// `error`, or of the rejection.
    #[cold]
    pub fn grant(
        &mut self,
        given: Option<Duration>,
        hinted: Option<Duration>,
        error: Option<String>,
    ) -> bool {
        let rejected = || events::is_heard().then(|| self.rejected())?;
        let error = error.or_else(|| rejected().map(|it| it.to_string()));
        let Some(run) = self.run() else {
            return false;
        };
        run.tells(error);
        let Some((delay, withdrawal)) = run.grant(given, hinted) else {
            return false;
        };
        run.hold(withdrawal);
        self.passage().put_off(delay)
    }

    /// Tells `listener` of the attempt that is granted, and of what made it necessary.
    pub fn tell<T, E, K>(&mut self, answer: &Answer<T, E>, listener: impl OnRetry<E, K>) {
        let rejected = self.rejected();
        if let Some(run) = self.run() {
            listener.tell(run.attempt(), Cause::of(answer.as_ref(), rejected.as_ref()));
        }
    }

    /// Tells of the end of a call that was not the plain success of its first attempt.
    #[inline]
    pub fn end<T, E>(&mut self, answer: &Answer<T, E>) {
        self.ends(matches!(answer, Some(Ok(_))));
    }

    #[inline(never)]
    fn ends(&mut self, is_ok: bool) {
        if !is_ok || self.passage().is_tried_again() {
            if let Some(run) = self.run() {
                run.end(is_ok);
            }
        }
    }

    /// Tells `listener` of a call that did not succeed.
    pub fn give_up<T, E, K>(&mut self, answer: &Answer<T, E>, listener: impl OnGiveUp<E, K>) {
        let rejected = self.rejected();
        if let Some(run) = self.run() {
            run.give_up(answer.as_ref(), rejected.as_ref(), listener);
        }
    }

    /// What came of the call, which leaves every layer.
    #[allow(clippy::missing_errors_doc, reason = "the rejection")]
    #[inline]
    pub fn outcome<T, E, R: Rejection>(&mut self, answer: Answer<T, E>) -> Outcome<T, E, R> {
        let outcome = match answer {
            Some(answer) => Ok(answer),
            None => Err(self.rejection()),
        };
        self.passage().leave();
        outcome
    }

    /// The answer, or why there is none.
    #[allow(
        clippy::missing_errors_doc,
        reason = "the rejection, or the body's own"
    )]
    #[inline]
    pub fn result<T, E>(&self, answer: Answer<T, E>) -> Result<T, Failure<E>> {
        match answer {
            Some(answer) => answer.map_err(Failure::Error),
            None => Err(Failure::Rejected(self.rejection())),
        }
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

    fn run(&mut self) -> Option<&mut Run<'a>> {
        let layers = self.layers;
        layers.run(self.passage()).map(|(run, _)| run)
    }

    #[inline]
    fn rejected(&self) -> Option<Rejected> {
        self.layers.rejected(&self.steps.as_ref()?.passage)
    }

    #[inline]
    fn carried<E: Carries<R>, R: Rejection>(&self) -> E {
        E::carry(R::of(self.rejected()))
    }

    /// Puts the error that carries the rejection there, by the code that every function with such layers
    /// shares. Not as an answer: what the compiler cannot keep in registers there it would write to
    /// memory in every call.
    #[cold]
    #[inline(never)]
    fn carry<E: Carries<R>, R: Rejection>(&self, error: &mut Option<E>) {
        *error = Some(self.carried());
    }

    #[inline(never)]
    fn rejection<R: Rejection>(&self) -> R {
        R::of(self.rejected())
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

/// Ends a call that has gone straight through: it holds nothing.
#[allow(
    clippy::missing_errors_doc,
    clippy::unnecessary_wraps,
    reason = "what a function returns"
)]
#[inline]
pub fn passed<S: Layer, T, E>(call: Call<'_, S>, value: T) -> Result<T, E> {
    // So that nobody looks.
    mem::forget(call);
    Ok(value)
}

/// Ends the call: a rejection leaves the function in its error.
#[allow(clippy::missing_errors_doc, reason = "the body's own, or a rejection")]
#[inline]
pub fn leave<S: Layer, T, E: Carries<R>, R: Rejection>(
    call: &Call<'_, S>,
    answer: Answer<T, E>,
) -> Result<T, E> {
    match answer {
        Some(answer) => answer,
        None => {
            // One layer has little code for it, and what stays in registers need not wait for memory.
            if S::REJECTS < 2 {
                return Err(call.carried());
            }
            let mut error = None;
            call.carry(&mut error);
            match error {
                Some(error) => Err(error),
                None => unreachable!(),
            }
        }
    }
}

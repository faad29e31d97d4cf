//! One call on its way through a pipeline.

use std::mem;

use super::course::Course;
use super::place::Place;
use crate::outcome::rejection::{Carries, Rejection};
use crate::outcome::retry_after::Asks;
use crate::outcome::verdict::{Answer, Outcome, plain};
use crate::policies::retry::{Backoff, DelaySource, OnGiveUp, OnRetry, Unheard};
use crate::{Failure, Verdict};

/// One call on its way through the layers of a pipeline.
///
/// What it does is in its course, which all functions with such layers share. Of the code here each function
/// has its own copy, which only looks up the layers.
///
/// # Cancel safety
///
/// Dropped, with or without its attempt, it counts as cancelled in every layer that it has entered,
/// the innermost first.
#[allow(missing_debug_implementations)]
pub struct Call<P: Place> {
    place: P,
    pub(crate) course: P::Course,
}

#[allow(
    clippy::redundant_closure_for_method_calls,
    reason = "a method is not general enough"
)]
impl<P: Place> Call<P> {
    /// A call that is about to run, and goes straight through if its way is clear. Where its answer is
    /// an `Ok` it is a success.
    #[inline]
    pub fn new(place: P) -> Self {
        let course = P::Course::default();
        Self { place, course }
    }

    /// A call of whose answers somebody is to judge, whatever they are.
    #[inline]
    pub fn judged(place: P) -> Self {
        let mut call = Self::new(place);
        call.notes(|course| course.judged());
        call
    }

    /// Whether there is another attempt. Then the answer is gone.
    #[inline]
    pub fn again<T, E>(&mut self, asks: Asks<E>, answer: &mut Answer<T, E>) -> bool {
        self.again_by(asks, answer, plain, Backoff, Unheard)
    }

    /// The same where `judge` says how the answer counts, `source` gives the delay before jitter, or
    /// `listener` hears of the attempt.
    #[inline]
    pub fn again_by<T, E, D, L>(
        &mut self,
        asks: Asks<E>,
        answer: &mut Answer<T, E>,
        judge: impl FnOnce(&Answer<T, E>) -> Option<Verdict>,
        source: impl DelaySource<D>,
        listener: impl OnRetry<E, L>,
    ) -> bool {
        let goes_on = self
            .leads(|holder, course| course.again(holder, answer, judge, source, asks, listener));
        if goes_on {
            // It is gone; so that no function has code to drop it.
            mem::forget(answer.take());
        }
        goes_on
    }

    /// Tells `listener` of a call that did not succeed.
    #[inline]
    pub fn give_up<T, E, K>(&mut self, answer: &Answer<T, E>, listener: impl OnGiveUp<E, K>) {
        self.leads(|holder, course| course.give_up(holder, answer, listener));
    }

    /// Tells the layers how the answer counts.
    #[inline]
    pub fn settle(&mut self, answered: Option<Verdict>) {
        self.notes(|course| course.settle(answered));
    }

    /// The same where an error is a failure.
    #[inline]
    pub fn settled<T, E>(&mut self, answer: &Answer<T, E>) {
        self.settle(plain(answer));
    }

    /// Ends a call that has gone straight through.
    #[allow(
        clippy::missing_errors_doc,
        clippy::unnecessary_wraps,
        reason = "what a function returns"
    )]
    #[inline]
    pub fn passed<T, E>(&mut self, value: T) -> Result<T, E> {
        self.notes(|course| course.passed());
        Ok(value)
    }

    /// Ends the call: a rejection leaves the function in its error.
    #[allow(clippy::missing_errors_doc, reason = "the body's own, or a rejection")]
    #[inline]
    pub fn leave<T, E: Carries<R>, R: Rejection>(&mut self, answer: Answer<T, E>) -> Result<T, E> {
        self.leads(|holder, course| course.leave(holder, answer))
    }

    /// The same where the outermost layer is to hear how the answer counts, and an error is a failure.
    #[allow(clippy::missing_errors_doc, reason = "the body's own, or a rejection")]
    #[inline]
    pub fn conclude<T, E: Carries<R>, R: Rejection>(
        &mut self,
        answer: Answer<T, E>,
    ) -> Result<T, E> {
        self.leads(|holder, course| course.conclude(holder, answer))
    }

    /// What came of the call, which leaves every layer.
    #[allow(clippy::missing_errors_doc, reason = "the rejection")]
    #[inline]
    pub fn outcome<T, E, R: Rejection>(&mut self, answer: Answer<T, E>) -> Outcome<T, E, R> {
        self.leads(|holder, course| course.outcome(holder, answer))
    }

    /// The answer, or why there is none.
    #[allow(
        clippy::missing_errors_doc,
        reason = "the rejection, or the body's own"
    )]
    #[inline]
    pub fn result<T, E>(&mut self, answer: Answer<T, E>) -> Result<T, Failure<E>> {
        self.leads(|holder, course| course.result(holder, answer))
    }

    #[inline]
    pub(super) fn leads<R>(
        &mut self,
        go: impl for<'a> FnOnce(&'a P::Holder, &mut Course<'a, P::Holder>) -> R,
    ) -> R {
        self.place.lead(&mut self.course, go)
    }

    #[inline]
    fn notes<R>(&mut self, go: impl for<'a> FnOnce(&mut Course<'a, P::Holder>) -> R) -> R {
        self.place.note(&mut self.course, go)
    }
}

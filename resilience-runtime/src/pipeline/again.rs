//! Whether a call is tried again.

use std::time::Duration;

use super::course::{Course, Layers};
use super::{Holds, Layer, Passage};
use crate::observe::events;
use crate::outcome::retry_after::Asks;
use crate::outcome::verdict::Answer;
use crate::policies::retry::{DelaySource, OnGiveUp, OnRetry, Run};
use crate::{Cause, Verdict};

impl<'a, H: Holds> Course<'a, H> {
    /// Whether there is another attempt: where the answer is a failure that may be tried again, in time, and
    /// the budget grants it. Then the answer is gone. `judge` says how it counts, `source` gives the delay before jitter,
    /// and `listener` hears of the attempt; events tell the text of the error, or of the rejection.
    #[inline(never)]
    pub(super) fn again<T, E, D, L>(
        &mut self,
        holder: &'a H,
        answer: &mut Answer<T, E>,
        judge: impl FnOnce(&Answer<T, E>) -> Option<Verdict>,
        source: impl DelaySource<D>,
        Asks { wait, text }: Asks<E>,
        listener: impl OnRetry<E, L>,
    ) -> bool {
        let layers = holder.layers();
        let goes_on = self.fails(layers, judge(answer)) && {
            let given = self.run(layers).and_then(|run| source.delay(run.attempt()));
            let error = answer.as_ref().and_then(|it| it.as_ref().err());
            let hinted = error.and_then(wait);
            let heard = error.filter(|_| events::is_heard());
            let text = heard.and_then(text);
            self.grant(layers, given, hinted, text)
        };
        if goes_on {
            let rejected = self.rejected(layers);
            if let Some(run) = self.run(layers) {
                listener.tell(run.attempt(), Cause::of(answer.as_ref(), rejected.as_ref()));
            }
            *answer = None;
        } else {
            self.ends(layers, matches!(answer, Some(Ok(_))));
        }
        goes_on
    }

    /// Whether the answer is a failure that may be tried again.
    #[inline(never)]
    fn fails(&mut self, layers: &'a Layers<H>, answered: Option<Verdict>) -> bool {
        let Some(passage) = self.over() else {
            return false;
        };
        if answered == Some(Verdict::Success) && layers.succeeds(passage) {
            return false;
        }
        let Some((run, refusal)) = layers.run(passage) else {
            return false;
        };
        let verdict = answered.or(refusal);
        verdict.is_some_and(|verdict| run.may_go_on(verdict))
    }

    /// Grants another attempt, unless there is no time left for it or the budget refuses it. `given`
    /// is the delay before jitter, `hinted` the one that the error carries.
    #[cold]
    fn grant(
        &mut self,
        layers: &'a Layers<H>,
        given: Option<Duration>,
        hinted: Option<Duration>,
        error: Option<String>,
    ) -> bool {
        let rejected = || events::is_heard().then(|| self.rejected(layers))?;
        let error = error.or_else(|| rejected().map(|it| it.to_string()));
        let Some(run) = self.run(layers) else {
            return false;
        };
        run.tells(error);
        let Some((delay, withdrawal)) = run.grant(given, hinted) else {
            return false;
        };
        run.hold(withdrawal);
        self.passage().is_some_and(|it| it.put_off(delay))
    }

    /// Tells of the end of a call that was not the plain success of its first attempt.
    #[inline(never)]
    fn ends(&mut self, layers: &'a Layers<H>, is_ok: bool) {
        if !is_ok || self.known().is_some_and(Passage::is_tried_again) {
            if let Some(run) = self.run(layers) {
                run.end(is_ok);
            }
        }
    }

    /// Tells `listener` of a call that did not succeed.
    pub(super) fn give_up<T, E, K>(
        &mut self,
        holder: &'a H,
        answer: &Answer<T, E>,
        listener: impl OnGiveUp<E, K>,
    ) {
        let layers = holder.layers();
        let rejected = self.rejected(layers);
        if let Some(run) = self.run(layers) {
            run.give_up(answer.as_ref(), rejected.as_ref(), listener);
        }
    }

    fn run(&mut self, layers: &'a Layers<H>) -> Option<&mut Run<'a>> {
        layers.run(self.passage()?).map(|(run, _)| run)
    }
}

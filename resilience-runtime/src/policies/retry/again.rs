//! The decision about another attempt.

use super::backoff::{Backoff, DelaySource};
use super::cause::{Cause, NoListener, OnRetry};
use super::giveup::OnGiveUp;
use super::layer::Retries;
use crate::Verdict;
use crate::observe::events;
use crate::outcome::answer::{Answer, plain};
use crate::outcome::error_hints::ErrorHints;
use crate::pipeline::{Access, Call, LayerSource, Layers, LayersAt, LayersOf, State};

/// A call through a pipeline with a retry.
impl<A: Access> Call<A>
where
    LayersAt<A>: Layers<Retry: Retries>,
{
    /// Decides about another attempt: `None` grants it, `Some` returns the answer, which is final.
    #[inline]
    pub fn again<T, E>(
        &mut self,
        hints: ErrorHints<E>,
        answer: Answer<T, E>,
    ) -> Option<Answer<T, E>> {
        self.again_by(hints, None, answer, Backoff, NoListener)
    }

    /// Decides about another attempt by the retry's own verdict. `source` gives the delay before jitter, and
    /// `listener` is notified of the attempt.
    #[inline]
    pub fn again_by<T, E, D, K>(
        &mut self,
        hints: ErrorHints<E>,
        own: Option<Verdict>,
        answer: Answer<T, E>,
        source: impl DelaySource<D>,
        listener: impl OnRetry<E, K>,
    ) -> Option<Answer<T, E>> {
        self.with_layers(|layers, state| {
            again(state, layers.layers(), answer, own, source, hints, listener)
        })
    }

    /// Notifies `listener` of a call that did not succeed.
    #[inline]
    pub fn give_up<T, E, K>(&mut self, answer: &Answer<T, E>, listener: impl OnGiveUp<E, K>) {
        self.with_layers(|layers, state| give_up(state, layers.layers(), answer, listener));
    }
}

/// Grants another attempt where the answer is a failure that may be retried, in time, and the budget grants it.
#[inline(never)]
fn again<'a, L, T, E, D, K>(
    state: &mut State<'a, L>,
    layers: &'a LayersOf<L>,
    answer: Answer<T, E>,
    own: Option<Verdict>,
    source: impl DelaySource<D>,
    ErrorHints { wait, text }: ErrorHints<E>,
    listener: impl OnRetry<E, K>,
) -> Option<Answer<T, E>>
where
    L: Layers<Retry: Retries>,
{
    let (settings, budget) = (layers.retry.settings(), layers.retry.budget());
    let attempts = state.attempts();
    let Some(attempts) = attempts.map(|it| layers.retry.attempts_of(it)) else {
        return Some(answer);
    };
    let verdict = own.unwrap_or_else(|| plain(&answer));
    let is_ok = matches!(answer, Ok(Ok(_)));
    let is_first_success = verdict == Verdict::Success && attempts.is_first();
    if is_first_success {
        if let Some(budget) = budget {
            budget.deposit();
        }
        if is_ok {
            return Some(answer);
        }
    }
    let Some(run) = attempts.run(settings, budget) else {
        return Some(answer);
    };
    if !is_first_success && run.may_retry(verdict) {
        let given = source.delay(run.attempt());
        let error = answer.as_ref().ok().and_then(|it| it.as_ref().err());
        let hinted = error.and_then(wait);
        if events::has_listener() {
            let rejected = answer.as_ref().err();
            let error = error.and_then(text);
            run.set_error_text(error.or_else(|| rejected.map(ToString::to_string)));
        }
        if let Some((delay, withdrawal)) = run.grant(given, hinted) {
            run.keep_withdrawal(withdrawal);
            let attempt = run.attempt();
            attempts.pause(delay);
            state.release_attempt();
            listener.tell(attempt, Cause::of(&answer));
            return None;
        }
    }
    run.emit_end(is_ok);
    Some(answer)
}

#[inline(never)]
fn give_up<'a, L, T, E, K>(
    state: &mut State<'a, L>,
    layers: &'a LayersOf<L>,
    answer: &Answer<T, E>,
    listener: impl OnGiveUp<E, K>,
) where
    L: Layers<Retry: Retries>,
{
    let (settings, budget) = (layers.retry.settings(), layers.retry.budget());
    let attempts = state.attempts();
    let attempts = attempts.map(|it| layers.retry.attempts_of(it));
    if let Some(run) = attempts.and_then(|attempts| attempts.run(settings, budget)) {
        run.give_up(answer, listener);
    }
}

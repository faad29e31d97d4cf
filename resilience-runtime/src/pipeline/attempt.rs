//! The future of an attempt: admission, then the body.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

use super::Call;
use super::access::{Access, LayerSource};
use super::call::LayersAt;
use super::layers::{BlockedOf, Layers, LayersOf, TimerOf};
use super::panic::{FastBody, SlowBody};
use super::retry_loop::RetryLoop;
use super::state::State;
use crate::outcome::answer::{Answer, Answered};

pin_project! {
    /// The future of an attempt.
    #[must_use = "futures do nothing unless awaited"]
    #[allow(missing_debug_implementations)]
    pub struct Attempt<'c, A, F, T, E>
    where
        A: Access,
    {
        call: &'c mut Call<A>,
        #[pin]
        body: F,
        #[pin]
        timer: TimerOf<LayersAt<A>>,
        answers: PhantomData<fn() -> Result<T, E>>,
    }
}

/// Asks the layers to admit the call, and then runs `body`.
#[inline]
pub fn attempt<A: Access, F, T, E>(call: &mut Call<A>, body: F) -> Attempt<'_, A, F, T, E>
where
    F: Future,
    F::Output: Answered<T, E>,
{
    Attempt {
        call,
        body,
        timer: Default::default(),
        answers: PhantomData,
    }
}

impl<A: Access, F, T, E> Future for Attempt<'_, A, F, T, E>
where
    F: Future,
    F::Output: Answered<T, E>,
{
    type Output = Attempted<T, E>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Attempted<T, E>> {
        let this = self.project();
        this.call.with_layers(|source, state| {
            if State::<LayersAt<A>>::IS_SHARED {
                state.poll_shared(source, this.body, this.timer, cx)
            } else {
                state.poll(source.layers(), this.body, this.timer, cx)
            }
        })
    }
}

/// The end of an attempt.
#[derive(Debug)]
pub enum Attempted<T, E> {
    /// A success on the fast path, which all layers have recorded.
    Settled(T),
    /// An answer that has to be settled.
    Unsettled(Answer<T, E>),
}

impl<T, E> Attempted<T, E> {
    /// The answer of the attempt.
    #[inline]
    #[allow(clippy::missing_errors_doc, reason = "the rejection")]
    pub fn answer(self) -> Answer<T, E> {
        match self {
            Self::Settled(value) => Ok(Ok(value)),
            Self::Unsettled(answer) => answer,
        }
    }
}

impl<'a, L: Layers> State<'a, L> {
    /// Whether functions with such layers share the code of the whole attempt: with many layers their tickets do
    /// not fit into registers, and inlining gains nothing.
    const IS_SHARED: bool = L::COUNT > 3;

    /// Polls an attempt: on the fast path until it first waits, fails or is rejected.
    #[inline]
    fn poll<T, E, F>(
        &mut self,
        layers: &'a LayersOf<L>,
        mut body: Pin<&mut F>,
        timer: Pin<&mut TimerOf<L>>,
        cx: &mut Context<'_>,
    ) -> Poll<Attempted<T, E>>
    where
        F: Future,
        F::Output: Answered<T, E>,
    {
        if self.is_slow() {
            return self
                .poll_slow(layers, None, body, timer, cx)
                .map(Attempted::Unsettled);
        }
        let tickets = match layers.try_admit() {
            Ok(tickets) => tickets,
            Err(blocked) => {
                if let Some(rejected) = layers.try_reject(&blocked) {
                    return Poll::Ready(Attempted::Unsettled(Err(rejected)));
                }
                let answer = self.poll_slow(layers, Some(blocked), body, timer, cx);
                return answer.map(Attempted::Unsettled);
            }
        };
        let running = FastBody::new(self, layers, tickets);
        let scope = layers.retry.enter();
        let polled = body.as_mut().poll(cx);
        drop(scope);
        running.end();
        let error = match polled.map(Answered::into_result) {
            Poll::Ready(Ok(value)) => {
                layers.succeed(tickets);
                return Poll::Ready(Attempted::Settled(value));
            }
            Poll::Ready(Err(error)) => Some(error),
            Poll::Pending => None,
        };
        self.run(layers, tickets);
        match error {
            Some(error) => Poll::Ready(Attempted::Unsettled(Ok(Err(error)))),
            None => self
                .poll_deadline(layers, timer, cx)
                .map(Attempted::Unsettled),
        }
    }

    /// The same for a body behind its table of functions.
    #[inline(never)]
    fn poll_shared<T, E, A: Answered<T, E>>(
        &mut self,
        source: &'a impl LayerSource<Layers = L>,
        mut body: Pin<&mut dyn Future<Output = A>>,
        timer: Pin<&mut TimerOf<L>>,
        cx: &mut Context<'_>,
    ) -> Poll<Attempted<T, E>>
    where
        L: 'a,
    {
        self.poll(source.layers(), Pin::new(&mut body), timer, cx)
    }

    /// Polls an attempt on the slow path. The body is polled through its table of functions, so that this code is
    /// compiled once for all functions with such layers.
    #[cold]
    #[inline(never)]
    fn poll_slow<T, E, A: Answered<T, E>>(
        &mut self,
        layers: &'a LayersOf<L>,
        blocked: Option<BlockedOf<L>>,
        body: Pin<&mut dyn Future<Output = A>>,
        mut timer: Pin<&mut TimerOf<L>>,
        cx: &mut Context<'_>,
    ) -> Poll<Answer<T, E>> {
        if let Some(blocked) = blocked {
            self.block(layers, blocked);
        }
        if let Err(rejected) = ready!(self.slow().poll_admit(layers, timer.as_mut(), cx)) {
            return Poll::Ready(Err(rejected));
        }
        let running = SlowBody::new(self);
        let scope = layers.retry.enter();
        let polled = body.poll(cx);
        drop(scope);
        running.end();
        match polled {
            Poll::Ready(answer) => Poll::Ready(Ok(answer.into_result())),
            Poll::Pending => self.poll_deadline(layers, timer, cx),
        }
    }

    /// Polls the deadlines while the body is pending.
    #[cold]
    #[inline(never)]
    fn poll_deadline<T, E>(
        &mut self,
        layers: &LayersOf<L>,
        timer: Pin<&mut TimerOf<L>>,
        cx: &mut Context<'_>,
    ) -> Poll<Answer<T, E>> {
        self.slow().poll_deadline(layers, timer, cx).map(Err)
    }
}

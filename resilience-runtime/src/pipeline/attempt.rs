//! The future of an attempt.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::call::Answer;
use super::{Call, Entry, Layer, Passage, Rarely, Wait};
use crate::verdict::Answered;

pin_project! {
    /// The future of an attempt: the answer of the body, or `None` where a layer has refused it or
    /// cut it off. The call knows which.
    #[must_use = "futures do nothing unless awaited"]
    #[allow(missing_debug_implementations)]
    pub struct Attempt<'c, 'a, S, F, T, E>
    where
        S: Layer,
    {
        call: &'c mut Call<'a, S>,
        #[pin]
        body: F,
        #[pin]
        timer: S::Timer<Rarely>,
        answer: PhantomData<fn() -> Answer<T, E>>,
    }
}

impl<'c, 'a, S: Layer, F, T, E> Attempt<'c, 'a, S, F, T, E> {
    #[inline]
    pub(super) fn new(call: &'c mut Call<'a, S>, body: F) -> Self {
        Self {
            call,
            body,
            timer: Default::default(),
            answer: PhantomData,
        }
    }
}

impl<S, F, T, E> Future for Attempt<'_, '_, S, F, T, E>
where
    S: Layer,
    F: Future<Output: Answered<T, E>>,
{
    type Output = Answer<T, E>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let Call {
            layers,
            passage,
            runs,
        } = &mut **this.call;
        let mut wait = Wait::new(cx);
        while !*runs {
            match layers.enter(passage, &mut wait) {
                Entry::In => {
                    passage.sends();
                    *runs = true;
                }
                Entry::Refused => return Poll::Ready(None),
                Entry::Waits => {
                    if passage.cuts_off(&mut wait) {
                        return Poll::Ready(None);
                    }
                    if wait.sleep(this.timer.as_mut()).is_pending() {
                        return Poll::Pending;
                    }
                }
            }
        }
        let body = this.body;
        if let Poll::Ready(answer) = passage.poll_body(|| body.poll(wait.context())) {
            *runs = false;
            return Poll::Ready(Some(answer.into_result()));
        }
        loop {
            if passage.cuts_off(&mut wait) {
                *runs = false;
                return Poll::Ready(None);
            }
            if wait.sleep(this.timer.as_mut()).is_pending() {
                return Poll::Pending;
            }
        }
    }
}

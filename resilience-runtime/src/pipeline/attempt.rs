//! The future of an attempt.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::{Call, Entry, Layer, Passage, Rarely, Wait};

pin_project! {
    /// The future of an attempt: the answer of the body, or `None` where a layer has refused it or
    /// cut it off. The call knows which.
    #[must_use = "futures do nothing unless awaited"]
    #[allow(missing_debug_implementations)]
    pub struct Attempt<'c, 'a, S, F>
    where
        S: Layer,
    {
        call: &'c mut Call<'a, S>,
        #[pin]
        body: F,
        #[pin]
        timer: S::Timer<Rarely>,
    }
}

impl<'c, 'a, S: Layer, F> Attempt<'c, 'a, S, F> {
    #[inline]
    pub(super) fn new(call: &'c mut Call<'a, S>, body: F) -> Self {
        Self {
            call,
            body,
            timer: Default::default(),
        }
    }
}

impl<S: Layer, F: Future> Future for Attempt<'_, '_, S, F> {
    type Output = Option<F::Output>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let call = &mut **this.call;
        if !call.runs {
            let entry = match call.layers.enter(&mut call.passage) {
                Entry::Waits => call.wait(this.timer.as_mut(), cx),
                other => other,
            };
            match entry {
                Entry::In => call.passage.sends(),
                Entry::Refused => return Poll::Ready(None),
                Entry::Waits => return Poll::Pending,
            }
        }
        let body = this.body;
        match call.passage.poll_body(|| body.poll(cx)) {
            Poll::Ready(answer) => {
                call.runs = false;
                Poll::Ready(Some(answer))
            }
            Poll::Pending => {
                call.runs = call.go_on(this.timer, cx);
                if call.runs {
                    Poll::Pending
                } else {
                    Poll::Ready(None)
                }
            }
        }
    }
}

impl<S: Layer> Call<'_, S> {
    /// Waits for a layer to let the call in.
    fn wait(&mut self, mut timer: Pin<&mut S::Timer<Rarely>>, cx: &mut Context<'_>) -> Entry {
        let mut wait = Wait::new(cx);
        loop {
            match self.layers.wait(&mut self.passage, &mut wait) {
                Entry::Waits if self.passage.cuts_off(&mut wait) => return Entry::Refused,
                Entry::Waits if wait.sleep(timer.as_mut()).is_pending() => return Entry::Waits,
                Entry::Waits => {}
                entry => return entry,
            }
        }
    }

    /// Whether no layer cuts the body off, which goes on.
    fn go_on(&mut self, mut timer: Pin<&mut S::Timer<Rarely>>, cx: &mut Context<'_>) -> bool {
        let mut wait = Wait::new(cx);
        loop {
            if self.passage.cuts_off(&mut wait) {
                return false;
            }
            if wait.sleep(timer.as_mut()).is_pending() {
                return true;
            }
        }
    }
}

//! The future of an attempt.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::{Call, Entry, Layer, Passage, Rarely, Wait};
use crate::unwind;

pin_project! {
    /// The future of an attempt.
    #[must_use = "futures do nothing unless awaited"]
    #[allow(missing_debug_implementations)]
    pub struct Attempt<'c, 'a, S, F>
    where
        S: Layer,
    {
        call: &'c mut Call<'a, S>,
        // Gone once it is cut off.
        #[pin]
        body: Option<F>,
        #[pin]
        timer: S::Timer<Rarely>,
    }
}

impl<'c, 'a, S: Layer, F> Attempt<'c, 'a, S, F> {
    #[inline]
    pub(super) fn new(call: &'c mut Call<'a, S>, body: F) -> Self {
        if call.stage == Stage::New {
            let passes = call.layers.pass(&mut call.passage);
            call.stage = if passes { Stage::Passes } else { Stage::Enters };
        }
        Self {
            call,
            body: Some(body),
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
        if call.stage == Stage::Enters {
            match call.enter(this.timer.as_mut(), cx) {
                Entry::Waits if S::WAITS => return Poll::Pending,
                Entry::In => {}
                _ => return Poll::Ready(None),
            }
        }
        let Some(body) = this.body.as_mut().as_pin_mut() else {
            return Poll::Ready(None);
        };
        let polled = unwind::watch(
            &mut *call,
            |call| call.passage.poll_body(|| body.poll(cx)),
            Call::panics,
        );
        match polled {
            Poll::Ready(answer) => Poll::Ready(Some(answer)),
            Poll::Pending => {
                if call.goes_on(this.timer, cx) {
                    Poll::Pending
                } else {
                    call.cut(this.body);
                    Poll::Ready(None)
                }
            }
        }
    }
}

/// Where a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It is about to run.
    New,
    /// It goes straight through: its first attempt has entered, and nothing is known of it yet.
    Passes,
    /// It has, and was a success. Nobody has heard of it yet.
    Passed,
    /// It enters, layer by layer; or its attempt is over.
    Enters,
    /// The body runs.
    Runs,
}

impl<S: Layer> Call<'_, S> {
    /// Takes a call that does not go straight through, or whose attempt is over, for one that enters.
    #[inline(never)]
    pub(super) fn keep(&mut self) {
        if self.stage == Stage::Passes {
            self.layers.keep(&mut self.passage);
            self.passage.sends();
        }
        self.stage = Stage::Enters;
    }

    /// Asks each layer to let the call in, and waits for those that have it wait.
    #[inline(never)]
    fn enter(&mut self, mut timer: Pin<&mut S::Timer<Rarely>>, cx: &mut Context<'_>) -> Entry {
        let mut entry = self.layers.enter(&mut self.passage);
        let mut wait = Wait::new(cx);
        while entry == Entry::Waits {
            entry = self.layers.wait(&mut self.passage, &mut wait);
            if entry == Entry::Waits {
                if self.passage.cuts_off(&mut wait) {
                    self.passage.cut();
                    return Entry::Refused;
                }
                if wait.sleep(timer.as_mut()).is_pending() {
                    return Entry::Waits;
                }
            }
        }
        if entry == Entry::In {
            self.passage.sends();
        }
        entry
    }

    /// The body waits; says whether no layer cuts it off.
    #[inline(never)]
    fn goes_on(&mut self, mut timer: Pin<&mut S::Timer<Rarely>>, cx: &mut Context<'_>) -> bool {
        self.keep();
        self.stage = Stage::Runs;
        let mut wait = Wait::new(cx);
        loop {
            if self.passage.cuts_off(&mut wait) {
                self.stage = Stage::Enters;
                return false;
            }
            if wait.sleep(timer.as_mut()).is_pending() {
                return true;
            }
        }
    }

    /// The body has panicked.
    #[cold]
    #[inline(never)]
    fn panics(&mut self) {
        self.keep();
        self.passage.panics();
    }

    /// Ends a body that is cut off. It may panic as it goes, and until it is gone it keeps what the
    /// layers hold for it.
    #[cold]
    fn cut<F>(&mut self, mut body: Pin<&mut Option<F>>) {
        let end = || {
            body.set(None);
            Poll::Ready(())
        };
        let _ = unwind::watch(
            &mut self.passage,
            |passage| passage.poll_body(end),
            Passage::panics,
        );
        self.passage.cut();
    }
}

//! The future of an attempt.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::{Call, Entry, Layer, Passage, Rarely, Wait};
use crate::retry::nesting::{self, Inside};

pin_project! {
    /// The future of an attempt.
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
        if call.stage == Stage::Enters {
            match call.enter(this.timer.as_mut(), cx) {
                Entry::Waits if S::WAITS => return Poll::Pending,
                Entry::In => {}
                _ => return Poll::Ready(None),
            }
        }
        let running = Running::of(call);
        let polled = this.body.poll(cx);
        running.ends();
        match polled {
            Poll::Ready(answer) => Poll::Ready(Some(answer)),
            Poll::Pending if call.goes_on(this.timer, cx) || !S::CUTS => Poll::Pending,
            Poll::Pending => Poll::Ready(None),
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
    /// It is cut off. Its body, which may panic as it goes, is there as long as the attempt, and what the
    /// layers hold for it until then.
    Cut,
}

/// The body while it runs, on this thread: it knows that it is inside of the call, and the call of its
/// panic.
struct Running<'c, 'a, S: Layer> {
    call: &'c mut Call<'a, S>,
    outside: Inside,
    panics: bool,
}

impl<'c, 'a, S: Layer> Running<'c, 'a, S> {
    #[inline]
    fn of(call: &'c mut Call<'a, S>) -> Self {
        Self {
            outside: if S::RETRIES {
                nesting::enter(call.layers.inside())
            } else {
                Inside::Nothing
            },
            call,
            panics: true,
        }
    }

    #[inline]
    fn ends(mut self) {
        self.panics = false;
    }
}

impl<S: Layer> Drop for Running<'_, '_, S> {
    #[inline]
    fn drop(&mut self) {
        if S::RETRIES {
            nesting::leave(self.outside);
        }
        if self.panics {
            self.call.panics();
        }
    }
}

impl<S: Layer> Call<'_, S> {
    /// Goes straight through as far as into its first attempt, if its way is clear.
    #[inline]
    pub fn goes(&mut self) -> &mut Self {
        if self.stage == Stage::New {
            let passes = self.layers.pass(&mut self.passage);
            self.stage = if passes { Stage::Passes } else { Stage::Enters };
        }
        self
    }

    /// Takes a call that does not go straight through, or whose attempt is over, for one that enters.
    pub(super) fn keep(&mut self) {
        match self.stage {
            Stage::Passes => self.layers.keep(&mut self.passage),
            Stage::Cut => self.passage.cut(),
            _ => {}
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
                self.stage = Stage::Cut;
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
}

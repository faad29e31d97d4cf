//! The future of an attempt, and what came of it.

use std::future::Future;
use std::marker::PhantomData;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::call::Steps;
use super::{Call, Entry, Layer, Passage, Wait};
use crate::retry::nesting::{self, Inside};
use crate::verdict::{Answer, Answered};

pin_project! {
    /// The future of an attempt.
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
        timer: S::Timer<()>,
        answers: PhantomData<fn() -> Result<T, E>>,
    }
}

/// Enters the layers that the call is not in, and runs `body`, whose answer is a `Result` by whatever
/// name.
#[inline]
pub fn attempt<'c, 'a, S: Layer, F, T, E>(
    call: &'c mut Call<'a, S>,
    body: F,
) -> Attempt<'c, 'a, S, F, T, E>
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

impl<S: Layer, F, T, E> Future for Attempt<'_, '_, S, F, T, E>
where
    F: Future,
    F::Output: Answered<T, E>,
{
    type Output = Attempted<T, E>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Attempted<T, E>> {
        let mut this = self.project();
        let call = &mut **this.call;
        let layers = call.layers;
        let pass = match call.begins(this.timer.as_mut(), cx) {
            Begun::Runs(pass) => pass,
            Begun::Refused => return Poll::Ready(Attempted::Answered(None)),
            Begun::Waits => return Poll::Pending,
        };
        let running = Running::of(call, pass);
        let polled = this.body.poll(cx);
        running.ends();
        let Poll::Ready(answer) = polled else {
            return if call.waits(pass, this.timer, cx) || !S::CUTS {
                Poll::Pending
            } else {
                Poll::Ready(Attempted::Answered(None))
            };
        };
        let answer = answer.into_result();
        let Some(pass) = pass else {
            return Poll::Ready(Attempted::Answered(Some(answer)));
        };
        Poll::Ready(match answer {
            Ok(value) => {
                layers.passed(pass);
                Attempted::Passed(value)
            }
            Err(error) => {
                call.keep(pass);
                Attempted::Answered(Some(Err(error)))
            }
        })
    }
}

/// What came of an attempt.
#[derive(Debug)]
pub enum Attempted<T, E> {
    /// The call has gone straight through, with a success: there is no more to do.
    Passed(T),
    /// Somebody is to say how it counts.
    Answered(Answer<T, E>),
}

impl<T, E> Attempted<T, E> {
    /// The answer, where one came.
    #[inline]
    pub fn answer(self) -> Answer<T, E> {
        match self {
            Self::Passed(value) => Some(Ok(value)),
            Self::Answered(answer) => answer,
        }
    }
}

/// How an attempt begins.
enum Begun<P> {
    /// Its body runs; what the layers know of it if it goes straight through.
    Runs(Option<P>),
    Refused,
    Waits,
}

/// Where a call is that goes step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
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
    pass: Option<S::Pass>,
    outside: Inside,
}

impl<'c, 'a, S: Layer> Running<'c, 'a, S> {
    #[inline]
    fn of(call: &'c mut Call<'a, S>, pass: Option<S::Pass>) -> Self {
        Self {
            outside: if S::RETRIES {
                nesting::enter(call.layers.inside())
            } else {
                Inside::Nothing
            },
            call,
            pass,
        }
    }

    #[inline]
    fn ends(self) {
        if S::RETRIES {
            nesting::leave(self.outside);
        }
        mem::forget(self);
    }
}

impl<S: Layer> Drop for Running<'_, '_, S> {
    #[inline]
    fn drop(&mut self) {
        self.call.panics(self.pass, self.outside);
    }
}

impl<S: Layer> Call<'_, S> {
    /// Goes straight through as far as into its first attempt, if its way is clear; or comes to its body
    /// step by step.
    #[inline]
    fn begins(&mut self, timer: Pin<&mut S::Timer<()>>, cx: &mut Context<'_>) -> Begun<S::Pass> {
        let halt = match self.steps {
            None => match self.layers.pass() {
                Ok(pass) => return Begun::Runs(Some(pass)),
                Err(halt) => Some(halt),
            },
            Some(_) => None,
        };
        match self.comes(halt, timer, cx) {
            Entry::In => Begun::Runs(None),
            Entry::Waits if S::WAITS => Begun::Waits,
            _ => Begun::Refused,
        }
    }

    /// Takes a call that was let through for one that has entered.
    #[inline(never)]
    fn keep(&mut self, pass: S::Pass) {
        let layers = self.layers;
        layers.keep(pass, self.passage());
    }

    /// Asks each layer to let the call in, unless its body runs, and waits for those that have it wait.
    #[inline(never)]
    fn comes(
        &mut self,
        halt: Option<S::Halt>,
        mut timer: Pin<&mut S::Timer<()>>,
        cx: &mut Context<'_>,
    ) -> Entry {
        let layers = self.layers;
        let Steps {
            passage,
            stage,
            timer: elsewhere,
        } = self.steps();
        let mut entry = match halt {
            Some(halt) => layers.halt(halt, passage),
            None if *stage == Stage::Enters => layers.enter(passage),
            None => return Entry::In,
        };
        let mut wait = Wait::new(cx);
        while S::WAITS && entry == Entry::Waits {
            entry = layers.wait(passage, &mut wait);
            if entry == Entry::Waits {
                if passage.cuts_off(&mut wait) {
                    passage.cut();
                    return Entry::Refused;
                }
                if wait.sleep(timer.as_mut(), elsewhere).is_pending() {
                    return Entry::Waits;
                }
            }
        }
        if entry == Entry::In {
            passage.sends();
        }
        entry
    }

    /// The body waits; says whether no layer cuts it off.
    #[inline(never)]
    fn waits(
        &mut self,
        pass: Option<S::Pass>,
        mut timer: Pin<&mut S::Timer<()>>,
        cx: &mut Context<'_>,
    ) -> bool {
        if let Some(pass) = pass {
            self.keep(pass);
        }
        let steps = self.steps();
        steps.stage = Stage::Runs;
        let mut wait = Wait::new(cx);
        loop {
            if steps.passage.cuts_off(&mut wait) {
                steps.stage = Stage::Cut;
                return false;
            }
            if wait.sleep(timer.as_mut(), &mut steps.timer).is_pending() {
                return true;
            }
        }
    }

    /// The body has panicked.
    #[cold]
    #[inline(never)]
    fn panics(&mut self, pass: Option<S::Pass>, outside: Inside) {
        if S::RETRIES {
            nesting::leave(outside);
        }
        if let Some(pass) = pass {
            self.keep(pass);
        }
        self.over().panics();
    }
}

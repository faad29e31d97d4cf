//! The future of an attempt, and what came of it.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::course::{Course, Layers, Steps};
use super::place::Place;
use super::running::{Nested, Running, Straight};
use super::{Call, Entry, Holds, Layer, Passage, Wait};
use crate::outcome::verdict::{Answer, Answered};

pin_project! {
    /// The future of an attempt.
    #[must_use = "futures do nothing unless awaited"]
    #[allow(missing_debug_implementations)]
    pub struct Attempt<'c, P, F, T, E>
    where
        P: Place,
    {
        call: &'c mut Call<P>,
        #[pin]
        body: F,
        #[pin]
        timer: <Layers<P::Holder> as Layer>::Timer<()>,
        answers: PhantomData<fn() -> Result<T, E>>,
    }
}

/// Enters those of its layers that the call is not in, and runs `body`, whose answer is a `Result` by
/// whatever name.
#[inline]
pub fn attempt<P: Place, F, T, E>(call: &mut Call<P>, body: F) -> Attempt<'_, P, F, T, E>
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

impl<P: Place, F, T, E> Future for Attempt<'_, P, F, T, E>
where
    F: Future,
    F::Output: Answered<T, E>,
{
    type Output = Attempted<T, E>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Attempted<T, E>> {
        let this = self.project();
        this.call.leads(|holder, course| {
            if Course::<P::Holder>::SHARES {
                course.polls_elsewhere(holder, this.body, this.timer, cx)
            } else {
                course.polls(holder, this.body, this.timer, cx)
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

/// Where a call is that goes step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It enters, layer by layer; or its attempt is over, and somebody has asked about it.
    Enters,
    /// The outermost layer has refused it: it is in none, and holds nothing.
    Refused,
    /// The body runs, or has answered.
    Runs,
    /// It is cut off. Its body, which may panic as it goes, is there as long as the attempt, and what the
    /// layers hold for it until then.
    Cut,
}

impl<'a, H: Holds> Course<'a, H> {
    /// Whether there is more to know of a call that goes straight through than registers hold. Then all
    /// functions with such layers and answers share the code of the whole attempt.
    const SHARES: bool = Layers::<H>::LAYERS > 3;

    /// Polls the body, where the layers let the call in.
    #[inline]
    fn polls<T, E, F>(
        &mut self,
        holder: &'a H,
        mut body: Pin<&mut F>,
        timer: Pin<&mut <Layers<H> as Layer>::Timer<()>>,
        cx: &mut Context<'_>,
    ) -> Poll<Attempted<T, E>>
    where
        F: Future,
        F::Output: Answered<T, E>,
    {
        let layers = holder.layers();
        let pass = match self.passes(layers) {
            Ok(pass) => pass,
            Err(halt) => {
                if Layers::<H>::REFUSES && halt.is_some_and(|halt| self.refuse(layers, halt)) {
                    return Poll::Ready(Attempted::Answered(None));
                }
                let answer = self.steps_on(layers, halt, body, timer, cx);
                return answer.map(Attempted::Answered);
            }
        };
        let running = Straight::of(self, layers, pass);
        let nested = Nested::of(layers);
        let polled = body.as_mut().poll(cx);
        drop(nested);
        running.ends();
        let error = match polled.map(Answered::into_result) {
            Poll::Ready(Ok(value)) => {
                layers.passed(pass);
                return Poll::Ready(Attempted::Passed(value));
            }
            Poll::Ready(Err(error)) => Some(error),
            Poll::Pending => None,
        };
        self.runs(layers, pass);
        match error {
            Some(error) => Poll::Ready(Attempted::Answered(Some(Err(error)))),
            None => self.waits(timer, cx).map(|()| Attempted::Answered(None)),
        }
    }

    /// The same for a body of whatever type.
    #[inline(never)]
    fn polls_elsewhere<T, E, A: Answered<T, E>>(
        &mut self,
        holder: &'a H,
        mut body: Pin<&mut dyn Future<Output = A>>,
        timer: Pin<&mut <Layers<H> as Layer>::Timer<()>>,
        cx: &mut Context<'_>,
    ) -> Poll<Attempted<T, E>> {
        self.polls(holder, Pin::new(&mut body), timer, cx)
    }

    /// Goes straight through as far as into its first attempt, if its way is clear. If not, and it does
    /// not go step by step yet, the answer is how far it has come.
    #[inline]
    fn passes(
        &self,
        layers: &'a Layers<H>,
    ) -> Result<<Layers<H> as Layer>::Pass<'a>, Option<<Layers<H> as Layer>::Halt<'a>>> {
        if self.steps_through() {
            return Err(None);
        }
        layers.pass().map_err(Some)
    }

    /// Comes to the body step by step, and polls it: by its table of functions, so that this is not in
    /// each function's own code.
    #[cold]
    #[inline(never)]
    fn steps_on<T, E, A: Answered<T, E>>(
        &mut self,
        layers: &'a Layers<H>,
        halt: Option<<Layers<H> as Layer>::Halt<'a>>,
        body: Pin<&mut dyn Future<Output = A>>,
        mut timer: Pin<&mut <Layers<H> as Layer>::Timer<()>>,
        cx: &mut Context<'_>,
    ) -> Poll<Answer<T, E>> {
        match self.comes(layers, halt, timer.as_mut(), cx) {
            Entry::In => {}
            Entry::Waits => return Poll::Pending,
            Entry::Refused => return Poll::Ready(None),
        }
        let running = Running::of(self);
        let nested = Nested::of(layers);
        let polled = body.poll(cx);
        drop(nested);
        running.ends();
        match polled {
            Poll::Ready(answer) => Poll::Ready(Some(answer.into_result())),
            Poll::Pending => self.waits(timer, cx).map(|()| None),
        }
    }

    /// Asks each layer to let the call in, unless its body runs, and waits for those that have it wait.
    #[inline]
    fn comes(
        &mut self,
        layers: &'a Layers<H>,
        halt: Option<<Layers<H> as Layer>::Halt<'a>>,
        mut timer: Pin<&mut <Layers<H> as Layer>::Timer<()>>,
        cx: &mut Context<'_>,
    ) -> Entry {
        let Steps {
            passage,
            stage,
            timer: elsewhere,
        } = self.steps();
        let mut entry = match halt {
            Some(halt) => layers.halt(halt, passage),
            None if matches!(stage, Stage::Enters | Stage::Refused) => layers.enter(passage),
            None => return Entry::In,
        };
        let mut wait = Wait::new(cx);
        while Layers::<H>::WAITS && entry == Entry::Waits {
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

    /// The body waits, unless a layer cuts it off.
    #[cold]
    #[inline(never)]
    fn waits(
        &mut self,
        mut timer: Pin<&mut <Layers<H> as Layer>::Timer<()>>,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        let steps = self.steps();
        steps.stage = Stage::Runs;
        let mut wait = Wait::new(cx);
        loop {
            if steps.passage.cuts_off(&mut wait) {
                steps.stage = Stage::Cut;
                return Poll::Ready(());
            }
            if wait.sleep(timer.as_mut(), &mut steps.timer).is_pending() {
                return Poll::Pending;
            }
        }
    }
}

//! A limit on how long a call may run.

use std::future::Future;
use std::time::Duration;

use crate::clock::Time;
use crate::events::{self, Event};
use crate::pipeline::{Call, Entry, Layer, Local, Often, Passage, Timer, Wait, attempt};
use crate::registry::{Declares, Sites};
use crate::{Failure, Name, Rejected, Verdict};

/// A limit on how long a call may run.
///
/// The time counts from the moment that the call first waits; a call that is ready at once never
/// asks the clock. A call that is cut off is dropped, and the answer is [`Rejected::TimedOut`].
///
/// # Cancel safety
///
/// Dropping the future drops the call and its timer.
///
/// # Panics
///
/// A call that waits panics outside a tokio runtime with its timer enabled.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Failure, Rejected, Timeout};
/// # use std::time::Duration;
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let timeout = Timeout::new("quotes", Duration::from_millis(10));
/// let slow = timeout.call(|| std::future::pending::<Result<(), std::io::Error>>()).await;
/// assert!(matches!(slow, Err(Failure::Rejected(Rejected::TimedOut { .. }))));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Timeout(TimeoutLayer<Name>);

impl Timeout {
    /// A timeout that rejections name `name`.
    pub fn new(name: impl Into<Name>, limit: Duration) -> Self {
        let name = name.into();
        Self(TimeoutLayer { name, limit })
    }

    /// Runs `f` for at most the limit.
    ///
    /// # Errors
    ///
    /// [`Rejected::TimedOut`] when the limit is over, else the error of `f`.
    pub async fn call<T, E, F>(&self, f: impl FnOnce() -> F) -> Result<T, Failure<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let mut call = Call::new(Local(&self.0));
        let answer = attempt(&mut call, async { f().await }).await.answer();
        call.result(answer)
    }
}

/// A limit by whatever name: that of a function needs no drop, which rustc would look for in its static.
#[derive(Clone, Debug)]
pub struct TimeoutLayer<N = Path> {
    name: N,
    limit: Duration,
}

impl TimeoutLayer {
    /// The timeout of an annotated function.
    pub const fn declared(function: &'static str, limit: Duration) -> Self {
        assert!(!limit.is_zero(), "`timeout` must be longer than zero");
        Self {
            name: Path(function),
            limit,
        }
    }
}

impl<N: Named> TimeoutLayer<N> {
    fn rejected(&self) -> Rejected {
        Rejected::TimedOut {
            name: self.name.name(),
            limit: self.limit,
        }
    }
}

/// What a rejection takes its name from.
pub trait Named: 'static {
    /// The name.
    fn name(&self) -> Name;
}

impl Named for Name {
    fn name(&self) -> Name {
        self.clone()
    }
}

/// The path of a function. A type of its own, for it has no lifetime that a trait may depend on.
#[derive(Clone, Copy, Debug)]
pub struct Path(&'static str);

impl Named for Path {
    fn name(&self) -> Name {
        Name::from_static(self.0)
    }
}

/// How much of its time a call has used.
#[derive(Debug)]
pub enum Limited<'a, N> {
    Outside,
    /// It has not waited yet.
    Runs(&'a TimeoutLayer<N>),
    /// It runs until then.
    Until(&'a TimeoutLayer<N>, Time),
    Over,
}

impl<N: Named> Layer for TimeoutLayer<N> {
    type Passage<'a> = Limited<'a, N>;
    type Pass<'a> = &'a Self;
    type Halt<'a>
        = ()
    where
        Self: 'a;
    type Timer<Below: Timer> = Often;
    const WAITS: bool = false;
    const CUTS: bool = true;

    #[inline]
    fn pass(&self) -> Result<&Self, ()> {
        Ok(self)
    }

    #[inline(always)]
    fn keep(pass: Self::Pass<'_>) -> Self::Passage<'_> {
        Limited::Runs(pass)
    }

    #[inline]
    fn enter<'a>(&'a self, call: &mut Limited<'a, N>) -> Entry {
        if let Limited::Outside | Limited::Over = call {
            *call = Limited::Runs(self);
        }
        Entry::In
    }

    #[inline]
    fn rejected(&self, call: &Limited<'_, N>) -> Option<Rejected> {
        matches!(call, Limited::Over).then(|| self.rejected())
    }
}

impl<N: Named> Passage for Limited<'_, N> {
    #[inline]
    fn begin() -> Self {
        Self::Outside
    }

    #[inline]
    fn cuts_off(&mut self, wait: &mut Wait<'_, '_>) -> bool {
        if let Self::Runs(timeout) = *self {
            *self = Self::Until(timeout, wait.now().after(timeout.limit));
        }
        let Self::Until(timeout, time) = *self else {
            return false;
        };
        let is_over = wait.is_over(time);
        if is_over {
            *self = Self::Over;
            events::emit(|| Event::Rejected {
                rejected: timeout.rejected(),
            });
        }
        is_over
    }

    #[inline]
    fn leave(&mut self) {
        if let Self::Runs(_) | Self::Until(..) = self {
            *self = Self::Outside;
        }
    }

    #[inline]
    fn refusal(&self) -> Option<Verdict> {
        matches!(self, Self::Over).then_some(Verdict::Failure)
    }
}

impl Declares for TimeoutLayer {
    fn declare(&'static self, _: &mut Sites) {}
}

/// Whether the limit of each attempt can be reached within the limit of the whole call.
///
/// # Panics
///
/// If it cannot, when the constants of an attribute are evaluated.
pub const fn attempt_fits(attempt: Duration, whole: Duration) {
    assert!(
        attempt.as_nanos() <= whole.as_nanos(),
        "this `timeout` of each attempt must not be longer than the one of the whole call, which cuts it off"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_call_that_never_yields_its_budget_is_still_cut_off() {
        let greedy = async {
            loop {
                tokio::task::consume_budget().await;
            }
        };
        let timeout = Timeout::new("greedy", Duration::from_millis(5));
        let advance = async {
            for _ in 0..10 {
                tokio::time::advance(Duration::from_millis(1)).await;
            }
            std::future::pending::<()>().await;
        };
        let cut = tokio::select! {
            out = timeout.call(|| async { greedy.await; Ok::<(), ()>(()) }) => out,
            () = advance => unreachable!(),
        };
        assert!(matches!(
            cut,
            Err(Failure::Rejected(Rejected::TimedOut { .. }))
        ));
    }

    #[test]
    fn a_call_that_is_ready_needs_no_runtime() {
        use std::task::{Context, Poll, Waker};
        let timeout = Timeout::new("ready", Duration::from_secs(1));
        let mut call = std::pin::pin!(timeout.call(|| async { Ok::<_, ()>(1) }));
        let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(polled, Poll::Ready(Ok(1)));
    }
}

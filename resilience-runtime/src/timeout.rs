//! A limit on how long a call may run.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::Sleep;

use crate::{Failure, Name, Rejected, clock, events};

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
pub struct Timeout {
    name: Name,
    limit: Duration,
}

impl Timeout {
    /// A timeout that rejections name `name`.
    pub fn new(name: impl Into<Name>, limit: Duration) -> Self {
        Self {
            name: name.into(),
            limit,
        }
    }

    /// The timeout of an annotated function.
    #[doc(hidden)]
    pub const fn declared(function: &'static str, limit: Duration) -> Self {
        assert!(!limit.is_zero(), "`timeout` must be longer than zero");
        Self {
            name: Name::from_static(function),
            limit,
        }
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
        match (Limited {
            call: f(),
            limit: self.limit,
            timer: None,
        })
        .await
        {
            Some(answer) => answer.map_err(Failure::Error),
            None => Err(self.rejected().into()),
        }
    }

    /// Runs the lower part of a pipeline for at most the limit.
    #[doc(hidden)]
    #[inline]
    pub const fn limit<F>(&self, call: F) -> Limited<F> {
        Limited {
            call,
            limit: self.limit,
            timer: None,
        }
    }

    /// What stands in the pipeline for a call that was cut off.
    #[doc(hidden)]
    #[cold]
    pub fn rejected(&self) -> Rejected {
        events::told(Rejected::TimedOut {
            name: self.name.clone(),
            limit: self.limit,
        })
    }
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

pin_project! {
    /// A future with a limit; `None` says that the limit was over first.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct Limited<F> {
        #[pin]
        call: F,
        limit: Duration,
        #[pin]
        timer: Option<Sleep>,
    }
}

impl<F> Limited<F> {
    pub(crate) const fn new(call: F, limit: Duration) -> Self {
        Self {
            call,
            limit,
            timer: None,
        }
    }
}

impl<F: Future> Future for Limited<F> {
    type Output = Option<F::Output>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Poll::Ready(answer) = this.call.poll(cx) {
            return Poll::Ready(Some(answer));
        }
        if this.timer.is_none() {
            this.timer.set(Some(tokio::time::sleep(*this.limit)));
        }
        let Some(mut timer) = this.timer.as_pin_mut() else {
            return Poll::Pending;
        };
        // A call that uses up its task's cooperative budget on every poll leaves none for the
        // timer, which then never says `Ready`; the clock does.
        if timer.as_mut().poll(cx).is_ready() || clock::is_past(timer.deadline()) {
            return Poll::Ready(None);
        }
        Poll::Pending
    }
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
        use std::task::Waker;
        let timeout = Timeout::new("ready", Duration::from_secs(1));
        let mut call = std::pin::pin!(timeout.call(|| async { Ok::<_, ()>(1) }));
        let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(polled, Poll::Ready(Ok(1)));
    }
}

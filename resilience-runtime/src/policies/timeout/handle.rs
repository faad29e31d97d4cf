//! The public handle of a timeout.

use std::future::Future;
use std::time::Duration;

use crate::pipeline::{Call, Local, Pipeline, attempt};
use crate::{Failure, Name};

/// Limits the time that a call may take.
///
/// The time starts when the call first waits; a call that is ready at once does not read the clock. A call whose time
/// is over is dropped, and the result is [`TimedOut`](crate::Rejected::TimedOut).
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
    pub(super) name: Name,
    pub(super) limit: Duration,
}

impl Timeout {
    /// Creates a timeout. Its rejections carry `name`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Timeout;
    /// # use std::time::Duration;
    /// let timeout = Timeout::new("quotes", Duration::from_secs(2));
    /// # let _ = timeout;
    /// ```
    pub fn new(name: impl Into<Name>, limit: Duration) -> Self {
        let name = name.into();
        Self { name, limit }
    }

    /// Runs `f` for at most the limit.
    ///
    /// # Errors
    ///
    /// [`TimedOut`](crate::Rejected::TimedOut) if the time is over first, otherwise the error of `f`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Timeout;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let timeout = Timeout::new("rates", Duration::from_secs(2));
    /// let answer = timeout.call(|| async { Ok::<_, std::io::Error>(7) }).await;
    /// assert_eq!(answer.unwrap(), 7);
    /// # }
    /// ```
    pub async fn call<T, E, F>(&self, f: impl FnOnce() -> F) -> Result<T, Failure<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let layers = Pipeline::of(self);
        let mut call = Call::new(Local(&layers));
        let answer = attempt(&mut call, async { f().await }).await.answer();
        call.result(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rejected;

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

//! A future that reports the start, a panic and a hang of a call to its permit.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::permit::CircuitPermit;
use crate::pipeline::{BoxedTimer, PollContext};

pin_project! {
    /// A future that reports the start, a panic and a hang of a call to its permit.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct Watched<'p, 'a, F> {
        permit: &'p mut CircuitPermit<'a>,
        timer: BoxedTimer,
        #[pin]
        call: F,
    }
}

impl<'a> CircuitPermit<'a> {
    /// Runs `call` and records its panic or its hanging as a failure.
    ///
    /// The call is timed from its own first poll. It counts as a failure while it still runs once it
    /// [hangs](crate::CircuitBreakerBuilder::hung), and if it panics.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the call. The permit stays with the caller and records nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Rejected};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let breaker = CircuitBreaker::builder("stock").build();
    /// let mut permit = breaker.acquire()?;
    /// let answer: Result<u32, std::io::Error> = permit.watch(async { Ok(7) }).await;
    /// permit.settle(answer.is_err());
    /// # Ok(()) }
    /// ```
    #[inline]
    pub fn watch<F: Future>(&mut self, call: F) -> Watched<'_, 'a, F> {
        Watched::new(self, call)
    }
}

impl<'p, 'a, F> Watched<'p, 'a, F> {
    #[inline]
    fn new(permit: &'p mut CircuitPermit<'a>, call: F) -> Self {
        Self {
            permit,
            timer: BoxedTimer::default(),
            call,
        }
    }
}

impl<F: Future> Future for Watched<'_, '_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let call = this.call;
        this.permit.start();
        this.permit.set_polling(true);
        let polled = call.poll(cx);
        this.permit.set_polling(false);
        if polled.is_pending() {
            let mut cx = PollContext::new(cx);
            loop {
                match this.permit.hung_at() {
                    Some(time) if cx.poll_time(time).is_ready() => this.permit.record_hung(),
                    _ => {}
                }
                if cx.poll_timer(Pin::new(&mut ()), this.timer).is_pending() {
                    break;
                }
            }
        }
        polled
    }
}

//! The guard of a call that a breaker has admitted.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::CircuitBreaker;
use crate::Verdict;
use crate::verdict::IntoVerdict;

/// The guard of a call that a breaker has admitted: settle it with the call's result.
///
/// # Cancel safety
///
/// Dropped unsettled, it counts neither success nor failure and gives a probe's place back. If the
/// call that it [watches](Self::watch) has panicked, that counts as a failure.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{CircuitBreaker, Rejected};
/// # fn main() -> Result<(), Rejected> {
/// let breaker = CircuitBreaker::builder("stock").build();
/// let permit = breaker.acquire()?;
/// let answer: Result<u32, std::io::Error> = Ok(7);
/// permit.settle(answer.is_err());
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "a permit that is dropped counts as a cancelled call"]
pub struct CircuitPermit<'a> {
    breaker: &'a CircuitBreaker,
    generation: u64,
    /// True while a watched call is inside its `poll`. Only the permit's own task writes and reads
    /// it; it is atomic for the sake of `Sync`, so `Relaxed` is enough.
    polling: AtomicBool,
}

impl<'a> CircuitPermit<'a> {
    #[inline]
    pub(super) fn new(breaker: &'a CircuitBreaker, generation: u64) -> Self {
        Self {
            breaker,
            generation,
            polling: AtomicBool::new(false),
        }
    }

    /// Counts the result of the call: a [`Verdict`], or a `bool` that says whether it failed.
    #[inline]
    pub fn settle(self, verdict: impl IntoVerdict) {
        self.breaker.settle(self.generation, verdict.into_verdict());
        mem::forget(self);
    }

    /// Runs `call` so that its panic counts as a failure when the permit is dropped by it.
    ///
    /// `std::thread::panicking` cannot tell that panic from one elsewhere whose unwinding drops a
    /// call that was only waiting; a mark set while the call is polled can.
    #[inline]
    pub fn watch<F: Future>(&self, call: F) -> Watched<'_, F> {
        Watched {
            polling: &self.polling,
            call,
        }
    }
}

impl Drop for CircuitPermit<'_> {
    fn drop(&mut self) {
        let panicked = *self.polling.get_mut();
        self.breaker.settle(
            self.generation,
            if panicked {
                Verdict::Failure
            } else {
                Verdict::Ignore
            },
        );
    }
}

pin_project! {
    /// A call whose panic its permit will know of; made by [`CircuitPermit::watch`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct Watched<'a, F> {
        polling: &'a AtomicBool,
        #[pin]
        call: F,
    }
}

impl<F: Future> Future for Watched<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        this.polling.store(true, Ordering::Relaxed);
        let polled = this.call.poll(cx);
        this.polling.store(false, Ordering::Relaxed);
        polled
    }
}

//! A case: one call, made over and over.

use std::future::poll_fn;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use tower::Service;

use crate::call::{Request, request};

/// Polls a task until it is ready, through a `dyn Future` in memory as an executor does.
///
/// A real executor, and tokio's task budget, would add to the cost of every case.
pub(crate) fn drive<F: Future>(task: F) -> F::Output {
    let task: Pin<&mut dyn Future<Output = F::Output>> = pin!(task);
    let mut task = black_box(task);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = task.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// Uses the value or the error as a caller does. Returns whether it was a value.
#[inline]
pub(crate) fn go_on<T, E>(answer: Result<T, E>) -> bool {
    match answer {
        Ok(value) => {
            black_box(value);
            true
        }
        Err(error) => {
            black_box(error);
            false
        }
    }
}

/// Awaits a call whose `poll` is not inlined.
async fn elsewhere<F: Future>(call: impl FnOnce() -> F) -> F::Output {
    #[inline(never)]
    fn poll<F: Future>(call: Pin<&mut F>, context: &mut Context<'_>) -> Poll<F::Output> {
        call.poll(context)
    }

    let mut call = pin!(call());
    poll_fn(|context| poll(call.as_mut(), context)).await
}

/// One call, to be made over and over.
pub(crate) struct Case {
    /// The case's name in the table.
    pub(crate) what: &'static str,
    /// The implementation that is measured.
    pub(crate) who: &'static str,
    /// The size of the call's future.
    pub(crate) future: Option<usize>,
    run: Box<dyn FnMut(u64) -> u64>,
}

impl Case {
    /// A case that is a call: a task awaits one after the other.
    pub(crate) fn call<F, T, E>(
        what: &'static str,
        who: &'static str,
        mut call: impl FnMut() -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, E>>,
    {
        let future = Some(size_of_val(&call()));
        let run = move |calls| {
            drive(async {
                let mut good = 0;
                for _ in 0..calls {
                    good += u64::from(go_on(call().await));
                }
                good
            })
        };
        Self::of(what, who, future, run)
    }

    /// A call whose `poll` is not inlined, as if it were awaited in many places.
    pub(crate) fn call_elsewhere<F, T, E>(
        what: &'static str,
        who: &'static str,
        call: impl FnMut() -> F + Copy + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, E>>,
    {
        Self::call(what, who, move || elsewhere(call))
    }

    /// A case that is a call of a service, which has to be ready first.
    pub(crate) fn service<S>(what: &'static str, who: &'static str, mut service: S) -> Self
    where
        S: Service<Request> + 'static,
    {
        // A call without readiness may panic; an error of it is the case's own affair.
        let _ = drive(poll_fn(|context| service.poll_ready(context)));
        let future = Some(size_of_val(&service.call(request())));
        let run = move |calls| {
            drive(async {
                let mut good = 0;
                for _ in 0..calls {
                    let is_ready = poll_fn(|context| service.poll_ready(context)).await;
                    good += u64::from(match is_ready {
                        Ok(()) => go_on(service.call(request()).await),
                        Err(error) => go_on::<(), _>(Err(error)),
                    });
                }
                good
            })
        };
        Self::of(what, who, future, run)
    }

    /// A case that is no future.
    pub(crate) fn plain<R>(
        what: &'static str,
        who: &'static str,
        mut work: impl FnMut() -> R + 'static,
    ) -> Self {
        let run = move |calls| {
            for _ in 0..calls {
                black_box(work());
            }
            calls
        };
        Self::of(what, who, None, run)
    }

    fn of(
        what: &'static str,
        who: &'static str,
        future: Option<usize>,
        run: impl FnMut(u64) -> u64 + 'static,
    ) -> Self {
        Self {
            what,
            who,
            future,
            run: Box::new(run),
        }
    }

    /// Makes `calls` calls and returns the number of successes.
    #[inline]
    pub(crate) fn run(&mut self, calls: u64) -> u64 {
        (self.run)(calls)
    }

    /// Returns whether the calls end as the case's name says: rejected, 1 % failed, or all successful.
    pub(crate) fn is_what_it_says(&mut self) -> bool {
        const CALLS: u64 = 1_000;
        let good = self.run(CALLS);
        if self.what.ends_with("rejected") {
            good == 0
        } else if self.what.ends_with("1 % fail") {
            good == CALLS * 99 / 100
        } else {
            good == CALLS
        }
    }
}

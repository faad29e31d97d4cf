//! A case: one call, made over and over.

use std::future::poll_fn;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use tower::Service;

use crate::call::{Request, request};

/// Polls until it is ready. No executor stands between the cases and what they cost, and none of
/// tokio's budgets for a task.
#[inline]
pub(crate) fn drive<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// One call, to be made over and over.
pub(crate) struct Case {
    /// What is measured, in the words of the table.
    pub(crate) what: &'static str,
    /// Whose it is.
    pub(crate) who: &'static str,
    /// The size of the call's future.
    pub(crate) future: Option<usize>,
    run: Box<dyn FnMut(u64) -> u64>,
}

impl Case {
    /// A case that is a call.
    pub(crate) fn call<F, T, E>(
        what: &'static str,
        who: &'static str,
        mut call: impl FnMut() -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, E>>,
    {
        let future = Some(size_of_val(&call()));
        let once = move || black_box(drive(call())).is_ok();
        Self::of(what, who, future, once)
    }

    /// A case that is a call of a service, which has to be ready first.
    pub(crate) fn service<S>(what: &'static str, who: &'static str, mut service: S) -> Self
    where
        S: Service<Request> + 'static,
    {
        // A call without readiness may panic; an error of it is the case's own affair.
        let _ = drive(poll_fn(|context| service.poll_ready(context)));
        let future = Some(size_of_val(&service.call(request())));
        let mut call = async move || {
            poll_fn(|context| service.poll_ready(context)).await?;
            service.call(request()).await
        };
        let once = move || black_box(drive(call())).is_ok();
        Self::of(what, who, future, once)
    }

    /// A case that is no future.
    pub(crate) fn plain<R>(
        what: &'static str,
        who: &'static str,
        mut work: impl FnMut() -> R + 'static,
    ) -> Self {
        let once = move || {
            black_box(work());
            true
        };
        Self::of(what, who, None, once)
    }

    fn of(
        what: &'static str,
        who: &'static str,
        future: Option<usize>,
        mut once: impl FnMut() -> bool + 'static,
    ) -> Self {
        let run = move |calls| {
            let mut good = 0;
            for _ in 0..calls {
                good += u64::from(once());
            }
            good
        };
        Self {
            what,
            who,
            future,
            run: Box::new(run),
        }
    }

    /// Makes so many calls, and says how many of them went well.
    #[inline]
    pub(crate) fn run(&mut self, calls: u64) -> u64 {
        (self.run)(calls)
    }

    /// Whether the calls end as the case's name says. A case that measures something else than it
    /// says is worth nothing.
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

//! A call under the eyes of its permit.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::time::Sleep;

use super::CircuitPermit;
use crate::clock;

pin_project! {
    /// A call whose beginning and panic its permit will know of.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct Watched<'a, F> {
        permit: &'a CircuitPermit<'a>,
        #[pin]
        body: F,
    }
}

impl<'a, F> Watched<'a, F> {
    #[inline]
    pub(super) fn new(permit: &'a CircuitPermit<'a>, body: F) -> Self {
        Self { permit, body }
    }
}

impl<F: Future> Future for Watched<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        this.permit.enter();
        let polled = this.body.poll(cx);
        this.permit.leave();
        polled
    }
}

pin_project! {
    /// A call that its permit counts as a failure once it hangs.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct Attended<'a, F> {
        permit: &'a CircuitPermit<'a>,
        // In a box: few breakers have the setting, and every pipeline has this field.
        timer: Option<Pin<Box<Sleep>>>,
        #[pin]
        call: F,
    }
}

impl<'a, F> Attended<'a, F> {
    #[inline]
    pub(super) fn new(permit: &'a CircuitPermit<'a>, call: F) -> Self {
        Self {
            permit,
            timer: None,
            call,
        }
    }
}

impl<F: Future> Future for Attended<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let polled = this.call.poll(cx);
        if polled.is_pending() && this.permit.may_hang() {
            await_hanging(this.permit, this.timer, cx);
        }
        polled
    }
}

/// Wakes the task when the call has run for too long, and counts it then.
#[cold]
fn await_hanging(
    permit: &CircuitPermit<'_>,
    timer: &mut Option<Pin<Box<Sleep>>>,
    cx: &mut Context<'_>,
) {
    if timer.is_none() {
        // `None`: the setting has been taken away since the call was admitted.
        *timer = permit
            .hangs_at()
            .map(|time| Box::pin(clock::sleep_until(time)));
    }
    let Some(sleep) = timer else { return };
    // A call that uses its task's budget up leaves none for the timer: the clock is asked too.
    if sleep.as_mut().poll(cx).is_ready() || clock::is_past(sleep.deadline()) {
        permit.hangs();
        *timer = None;
    }
}

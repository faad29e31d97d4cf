//! Timers of calls that wait.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::time::Sleep;

use crate::support::clock::{self, Time};

/// The room for a timer in the future of a call: an [`InlineTimer`], or `()`.
pub trait Timer: Default {
    /// Sets the timer; `Ready` once that time has come. `()` uses the boxed timer.
    fn poll_until(
        self: Pin<&mut Self>,
        boxed: &mut BoxedTimer,
        until: Time,
        cx: &mut Context<'_>,
    ) -> Poll<()>;
}

pin_project! {
    /// A timer in the future of a call, for pipelines in which most calls have a deadline.
    ///
    /// It has a type parameter so that its drop is compiled, and inlined, where it is dropped.
    #[derive(Debug)]
    pub struct InlineTimer<S = Sleep> {
        until: Option<Time>,
        #[pin]
        sleep: Option<S>,
    }

    impl<S> PinnedDrop for InlineTimer<S> {
        fn drop(mut this: Pin<&mut Self>) {
            // Not `if`: after a loop the compiler knows that there is no `Sleep`, and writes no code to drop it
            // into each function.
            while this.sleep.is_some() {
                this.as_mut().cancel();
            }
        }
    }
}

impl<S> Default for InlineTimer<S> {
    #[inline]
    fn default() -> Self {
        Self {
            until: None,
            sleep: None,
        }
    }
}

impl<S> InlineTimer<S> {
    #[cold]
    #[inline(never)]
    fn cancel(self: Pin<&mut Self>) {
        self.project().sleep.set(None);
    }
}

impl InlineTimer {
    /// Sets the timer to another time if need be, and polls it.
    fn poll_time(self: Pin<&mut Self>, until: Time, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        if this.until.replace(until) != Some(until) {
            match this.sleep.as_mut().as_pin_mut() {
                Some(sleep) => sleep.reset(clock::instant(until)),
                None => this.sleep.set(Some(clock::sleep_until(until))),
            }
        }
        match this.sleep.as_pin_mut() {
            Some(sleep) => sleep.poll(cx),
            None => Poll::Pending,
        }
    }
}

impl Timer for InlineTimer {
    fn poll_until(
        self: Pin<&mut Self>,
        _: &mut BoxedTimer,
        until: Time,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        self.poll_time(until, cx)
    }
}

/// A timer that is allocated by the first wait, for pipelines in which few calls wait for a time.
#[derive(Debug, Default)]
pub struct BoxedTimer(Option<Pin<Box<InlineTimer>>>);

impl Drop for BoxedTimer {
    #[inline]
    fn drop(&mut self) {
        if let Some(timer) = self.0.take() {
            drop_timer(timer);
        }
    }
}

/// Not inlined, so that functions do not have code for it.
#[inline(never)]
fn drop_timer(timer: Pin<Box<InlineTimer>>) {
    drop(timer);
}

impl Timer for () {
    fn poll_until(
        self: Pin<&mut Self>,
        boxed: &mut BoxedTimer,
        until: Time,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        let timer = boxed
            .0
            .get_or_insert_with(|| Box::pin(InlineTimer::default()));
        timer.as_mut().poll_time(until, cx)
    }
}

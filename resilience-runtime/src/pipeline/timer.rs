//! What wakes a call that waits.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::time::Sleep;

use crate::support::clock::{self, Time};

/// The room for a timer in the future of a call.
pub trait Timer: Default {
    /// The timer, if there is no such room.
    type Elsewhere: Default;

    /// Sets the timer: ready once that time has come.
    fn poll_until(
        self: Pin<&mut Self>,
        elsewhere: &mut Self::Elsewhere,
        until: Time,
        cx: &mut Context<'_>,
    ) -> Poll<()>;
}

pin_project! {
    /// The timer of a call that waits as a rule, for its timeout: it lies in the call's own future.
    /// It is set anew as often as the call waits for another time.
    ///
    /// It has a type parameter so that its drop is compiled where it is dropped, and in place there.
    #[derive(Debug)]
    pub struct Often<S = Sleep> {
        until: Option<Time>,
        #[pin]
        sleep: Option<S>,
    }

    impl<S> PinnedDrop for Often<S> {
        fn drop(mut this: Pin<&mut Self>) {
            // Not `if`: where a loop has ended the compiler knows that there is none, and writes no code to
            // drop it into each function.
            while this.sleep.is_some() {
                this.as_mut().cancel();
            }
        }
    }
}

impl<S> Default for Often<S> {
    #[inline]
    fn default() -> Self {
        Self {
            until: None,
            sleep: None,
        }
    }
}

impl<S> Often<S> {
    #[cold]
    #[inline(never)]
    fn cancel(self: Pin<&mut Self>) {
        self.project().sleep.set(None);
    }
}

impl Often {
    fn poll_until(self: Pin<&mut Self>, until: Time, cx: &mut Context<'_>) -> Poll<()> {
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

impl Timer for Often {
    type Elsewhere = ();

    fn poll_until(
        self: Pin<&mut Self>,
        (): &mut (),
        until: Time,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        Self::poll_until(self, until, cx)
    }
}

/// The timer of a call that waits only where something is amiss: in a box, and there from then on.
#[derive(Debug, Default)]
pub struct Rarely(Option<Pin<Box<Often>>>);

impl Drop for Rarely {
    #[inline]
    fn drop(&mut self) {
        if let Some(timer) = self.0.take() {
            end(timer);
        }
    }
}

/// Not in each function's own code.
#[inline(never)]
fn end(timer: Pin<Box<Often>>) {
    drop(timer);
}

impl Timer for () {
    type Elsewhere = Rarely;

    fn poll_until(
        self: Pin<&mut Self>,
        rarely: &mut Rarely,
        until: Time,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        let timer = rarely.0.get_or_insert_with(|| Box::pin(Often::default()));
        timer.as_mut().poll_until(until, cx)
    }
}

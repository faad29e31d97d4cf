//! What wakes a call that waits.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::time::Sleep;

use crate::clock::{self, Time};

/// A timer that is set anew as often as the call waits for another time.
pub trait Timer: Default {
    /// Ready once that time has come.
    fn poll_until(self: Pin<&mut Self>, until: Time, cx: &mut Context<'_>) -> Poll<()>;
}

pin_project! {
    /// The timer of a call that waits as a rule, for its timeout: it lies in the call's own future.
    #[derive(Debug, Default)]
    pub struct Often {
        until: Option<Time>,
        #[pin]
        sleep: Option<Sleep>,
    }
}

impl Timer for Often {
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

/// The timer of a call that waits only where something is amiss: it takes the room of a pointer
/// until then.
///
/// To end it never panics, and says so: where an answer might yet have to be dropped by a panic, the
/// compiler puts it into memory, and a processor waits for what was written in small pieces and is
/// moved in large ones.
#[derive(Debug, Default)]
pub(crate) struct Rarely(Option<Pin<Box<Often>>>);

impl Drop for Rarely {
    #[inline]
    fn drop(&mut self) {
        if let Some(timer) = self.0.take() {
            end(timer);
        }
    }
}

#[cold]
extern "C" fn end(timer: Pin<Box<Often>>) {
    drop(timer);
}

impl Timer for Rarely {
    #[cold]
    fn poll_until(self: Pin<&mut Self>, until: Time, cx: &mut Context<'_>) -> Poll<()> {
        let timer = self.get_mut().0.get_or_insert_default();
        timer.as_mut().poll_until(until, cx)
    }
}

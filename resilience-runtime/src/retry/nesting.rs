//! Retries inside the attempts of other retries.
//!
//! Each of three that call each other with three attempts makes 27 calls of one. With `nested = off`
//! the inner ones stand down.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::Settings;

/// What the code that runs is inside of, on this thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Inside {
    Nothing,
    /// An attempt of a retry.
    Attempt,
    /// An attempt of a retry that wants to be the only one.
    OnlyAttempt,
}

thread_local! {
    static INSIDE: Cell<Inside> = const { Cell::new(Inside::Nothing) };
}

impl Settings {
    /// The attempt `call`, so that retries inside of it know where they are.
    #[inline]
    pub const fn attempt<F>(&self, call: F) -> Attempted<F> {
        Attempted {
            inside: if self.nested {
                Inside::Attempt
            } else {
                Inside::OnlyAttempt
            },
            call,
        }
    }

    /// Whether this retry leaves it to an outer one to try again.
    pub(super) fn stands_down(&self) -> bool {
        match INSIDE.get() {
            Inside::Nothing => false,
            Inside::Attempt => !self.nested,
            Inside::OnlyAttempt => true,
        }
    }
}

pin_project! {
    /// An attempt of a retry.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct Attempted<F> {
        inside: Inside,
        #[pin]
        call: F,
    }
}

impl<F: Future> Future for Attempted<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let before = INSIDE.get();
        INSIDE.set(before.max(*this.inside));
        let _left = Restore(before);
        this.call.poll(cx)
    }
}

/// Leaves an attempt, also by a panic.
struct Restore(Inside);

impl Drop for Restore {
    #[inline]
    fn drop(&mut self) {
        INSIDE.set(self.0);
    }
}

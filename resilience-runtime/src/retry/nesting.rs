//! Retries inside the attempts of other retries.
//!
//! Each of three that call each other with three attempts makes 27 calls of one. With `nested = off`
//! the inner ones stand down.

use std::cell::Cell;
use std::future::Future;
use std::marker::PhantomData;
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

/// Marks the attempts of a retry inside of which others retry too.
#[derive(Debug)]
pub struct Nested;

/// Marks the attempts of a retry that wants to be the only one.
#[derive(Debug)]
pub struct Sole;

/// What an attempt means to retries inside of it.
trait Nesting {
    const INSIDE: Inside;
}

impl Nesting for Nested {
    const INSIDE: Inside = Inside::Attempt;
}

impl Nesting for Sole {
    const INSIDE: Inside = Inside::OnlyAttempt;
}

/// The attempt `call`, so that retries inside of it know where they are. It takes no room beside the
/// call: `K`, which is [`Nested`] or [`Sole`], is part of the type.
#[inline]
pub const fn attempt<K, F>(call: F) -> Attempted<K, F> {
    Attempted {
        kind: PhantomData,
        call,
    }
}

impl Settings {
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
    pub struct Attempted<K, F> {
        kind: PhantomData<K>,
        #[pin]
        call: F,
    }
}

#[allow(
    private_bounds,
    reason = "there are two kinds, and nobody else makes one"
)]
impl<K: Nesting, F: Future> Future for Attempted<K, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let before = INSIDE.get();
        INSIDE.set(before.max(K::INSIDE));
        let _left = Restore(before);
        self.project().call.poll(cx)
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

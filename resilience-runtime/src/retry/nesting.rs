//! Retries inside the attempts of other retries.
//!
//! Each of three that call each other with three attempts makes 27 calls of one. With `nested = off`
//! the inner ones stand down.

use std::cell::Cell;
use std::task::Poll;

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
    /// Polls an attempt of this retry, so that retries inside of it know where they are.
    #[inline]
    pub(super) fn poll_attempt<T>(&self, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        let inside = if self.nested {
            Inside::Attempt
        } else {
            Inside::OnlyAttempt
        };
        let before = INSIDE.get();
        INSIDE.set(before.max(inside));
        let _left = Restore(before);
        poll()
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

/// Leaves an attempt, also by a panic.
struct Restore(Inside);

impl Drop for Restore {
    #[inline]
    fn drop(&mut self) {
        INSIDE.set(self.0);
    }
}

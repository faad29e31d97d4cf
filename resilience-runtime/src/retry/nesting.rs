//! Retries inside the attempts of other retries.
//!
//! Each of three that call each other with three attempts makes 27 calls of one. With `nested = off`
//! the inner ones stand down.

use std::cell::Cell;

use super::Settings;

/// What the code that runs is inside of, on this thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
// As wide as it is read: a wide load of what was just stored as a byte waits for the store.
#[repr(u32)]
pub enum Inside {
    Nothing,
    /// An attempt of a retry.
    Attempt,
    /// An attempt of a retry that wants to be the only one.
    OnlyAttempt,
}

thread_local! {
    static INSIDE: Cell<Inside> = const { Cell::new(Inside::Nothing) };
}

/// Enters an attempt, so that retries inside of it know where they are; the answer is where the thread
/// was before.
#[inline]
pub(crate) fn enter(inside: Inside) -> Inside {
    let before = INSIDE.get();
    INSIDE.set(before.max(inside));
    before
}

/// Leaves an attempt for where the thread was before.
#[inline]
pub(crate) fn leave(before: Inside) {
    INSIDE.set(before);
}

impl Settings {
    /// What its attempts are to retries inside of them.
    #[inline]
    pub(super) fn inside(&self) -> Inside {
        if self.nested {
            Inside::Attempt
        } else {
            Inside::OnlyAttempt
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

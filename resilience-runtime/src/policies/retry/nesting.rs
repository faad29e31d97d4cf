//! Retries inside the attempts of other retries.
//!
//! If three functions call each other and each makes three attempts, one call becomes 27. With
//! `nested = off` only the outer retry makes further attempts.

use std::cell::Cell;
use std::ops::BitOr;

/// The kinds of attempt that the running code of this thread is part of: a set of flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
// As wide as it is read: a wide load of what was just stored as a byte waits for the store.
pub struct Inside(u32);

impl Inside {
    /// Not inside an attempt.
    pub const NOTHING: Self = Self(0);
    /// An attempt of a retry.
    pub const ATTEMPT: Self = Self(1);
    /// An attempt of a retry with `nested = off`.
    pub const ONLY_ATTEMPT: Self = Self(2);
}

impl Inside {
    /// Returns whether a retry with attempts of this kind leaves further attempts to an outer retry.
    pub(super) fn stands_down(self) -> bool {
        match INSIDE.get() {
            Self::NOTHING => false,
            Self::ATTEMPT => self == Self::ONLY_ATTEMPT,
            _ => true,
        }
    }
}

impl BitOr for Inside {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

thread_local! {
    static INSIDE: Cell<Inside> = const { Cell::new(Inside::NOTHING) };
}

/// Marks the thread as inside an attempt, until it is dropped.
#[derive(Debug)]
pub struct Nested {
    outside: Inside,
}

impl Nested {
    /// Enters the body of an attempt.
    #[inline]
    pub(super) fn enter(inside: Inside) -> Self {
        let outside = INSIDE.with(|it| it.replace(it.get() | inside));
        Self { outside }
    }
}

impl Drop for Nested {
    #[inline]
    fn drop(&mut self) {
        // Not `INSIDE.set`, which is not always inlined.
        INSIDE.with(|it| it.set(self.outside));
    }
}

//! The body of a call while it runs.
//!
//! Who waits for a panic here does so little then that the compiler has it in place: else all that it knows would
//! be written to memory before each body.

use std::mem;

use super::course::{Course, Layers};
use super::{Holds, Layer, Passage};
use crate::policies::retry::nesting::{self, Inside};

/// The body of a call that goes step by step: the call is to know of its panic.
pub(super) struct Running<'c, 'a, H: Holds>(&'c mut Course<'a, H>);

/// That of one that goes straight through, with what its layers have to remember of it.
pub(super) struct Straight<'c, 'a, H: Holds> {
    course: &'c mut Course<'a, H>,
    layers: &'a Layers<H>,
    pass: <Layers<H> as Layer>::Pass<'a>,
}

/// The body knows that it is inside of the call.
pub(super) struct Nested {
    outside: Inside,
}

impl<'c, 'a, H: Holds> Running<'c, 'a, H> {
    #[inline]
    pub(super) fn of(course: &'c mut Course<'a, H>) -> Self {
        Self(course)
    }

    #[inline]
    pub(super) fn ends(self) {
        mem::forget(self);
    }
}

impl<'c, 'a, H: Holds> Straight<'c, 'a, H> {
    #[inline]
    pub(super) fn of(
        course: &'c mut Course<'a, H>,
        layers: &'a Layers<H>,
        pass: <Layers<H> as Layer>::Pass<'a>,
    ) -> Self {
        Self {
            course,
            layers,
            pass,
        }
    }

    #[inline]
    pub(super) fn ends(self) {
        mem::forget(self);
    }
}

impl Nested {
    /// Nothing where no layer makes another attempt.
    #[inline]
    pub(super) fn of<L: Layer>(layers: &L) -> Option<Self> {
        L::RETRIES.then(|| Self {
            outside: nesting::enter(layers.inside()),
        })
    }
}

impl<H: Holds> Drop for Running<'_, '_, H> {
    #[inline]
    fn drop(&mut self) {
        self.0.panics();
    }
}

impl<H: Holds> Drop for Straight<'_, '_, H> {
    #[inline]
    fn drop(&mut self) {
        self.course.panics_straight(self.layers, self.pass);
    }
}

impl Drop for Nested {
    #[inline]
    fn drop(&mut self) {
        nesting::leave(self.outside);
    }
}

impl<'a, H: Holds> Course<'a, H> {
    /// The body has panicked.
    #[cold]
    #[inline(never)]
    fn panics(&mut self) {
        if let Some(passage) = self.over() {
            passage.panics();
        }
    }

    /// The same of a call of which nothing was written down.
    #[cold]
    #[inline(never)]
    fn panics_straight(&mut self, layers: &'a Layers<H>, pass: <Layers<H> as Layer>::Pass<'a>) {
        self.runs(layers, pass);
        self.panics();
    }
}

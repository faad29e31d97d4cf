//! The body of a call while it runs.

use std::mem;

use super::course::Course;
use super::{Layer, Passage};
use crate::retry::nesting::{self, Inside};

/// The body while it runs, on this thread: it knows that it is inside of the call, and the call of its
/// panic.
pub(super) struct Running<'c, 'a, S: Layer> {
    course: &'c mut Course<'a, S>,
    layers: &'a S,
    /// What the layers have to remember of it, if they have not written it down.
    pass: Option<S::Pass<'a>>,
    outside: Inside,
}

impl<'c, 'a, S: Layer> Running<'c, 'a, S> {
    #[inline]
    pub(super) fn of(
        course: &'c mut Course<'a, S>,
        layers: &'a S,
        pass: Option<S::Pass<'a>>,
    ) -> Self {
        Self {
            outside: if S::RETRIES {
                nesting::enter(layers.inside())
            } else {
                Inside::NOTHING
            },
            course,
            layers,
            pass,
        }
    }

    #[inline]
    pub(super) fn ends(self) {
        if S::RETRIES {
            nesting::leave(self.outside);
        }
        mem::forget(self);
    }
}

impl<S: Layer> Drop for Running<'_, '_, S> {
    #[inline]
    fn drop(&mut self) {
        if let Some(pass) = self.pass {
            self.course.runs(self.layers, pass);
        }
        self.course.panics(self.outside);
    }
}

impl<S: Layer> Course<'_, S> {
    /// The body has panicked.
    #[cold]
    #[inline(never)]
    fn panics(&mut self, outside: Inside) {
        if S::RETRIES {
            nesting::leave(outside);
        }
        self.over().panics();
    }
}

//! The body of a call while it runs.

use std::mem;

use super::course::{Course, Layers};
use super::{Holds, Layer, Passage};
use crate::retry::nesting::{self, Inside};

/// The body while it runs, on this thread: it knows that it is inside of the call, and the call of its
/// panic.
pub(super) struct Running<'c, 'a, H: Holds> {
    course: &'c mut Course<'a, H>,
    layers: &'a Layers<H>,
    /// What the layers have to remember of it, if they have not written it down.
    pass: Option<<Layers<H> as Layer>::Pass<'a>>,
    outside: Inside,
}

impl<'c, 'a, H: Holds> Running<'c, 'a, H> {
    #[inline]
    pub(super) fn of(
        course: &'c mut Course<'a, H>,
        layers: &'a Layers<H>,
        pass: Option<<Layers<H> as Layer>::Pass<'a>>,
    ) -> Self {
        Self {
            outside: if Layers::<H>::RETRIES {
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
        if Layers::<H>::RETRIES {
            nesting::leave(self.outside);
        }
        mem::forget(self);
    }
}

impl<H: Holds> Drop for Running<'_, '_, H> {
    #[inline]
    fn drop(&mut self) {
        if let Some(pass) = self.pass {
            self.course.runs(self.layers, pass);
        }
        self.course.panics(self.outside);
    }
}

impl<H: Holds> Course<'_, H> {
    /// The body has panicked.
    #[cold]
    #[inline(never)]
    fn panics(&mut self, outside: Inside) {
        if Layers::<H>::RETRIES {
            nesting::leave(outside);
        }
        self.over().panics();
    }
}

//! Where the layers of a call are.

use super::Layer;
use super::course::Course;
use crate::registry::{Declares, Sites};

/// Where the layers of a call are, and so how long they are there.
///
/// It has no lifetime: of a future that is to be `Send` rustc has to prove a trait for every lifetime in it, and
/// all that it has to prove of a function takes time.
pub trait Place {
    /// What they are.
    type Layers: Layer;
    /// How far a call has come.
    type Course: Default;

    /// Lets `go` go on with both.
    fn lead<R>(
        &self,
        course: &mut Self::Course,
        go: impl for<'a> FnOnce(&'a Self::Layers, &mut Course<'a, Self::Layers>) -> R,
    ) -> R;

    /// The same for what needs no layer.
    fn note<R>(
        &self,
        course: &mut Self::Course,
        go: impl for<'a> FnOnce(&mut Course<'a, Self::Layers>) -> R,
    ) -> R;
}

/// A place in a static, where an annotated function has its layers: a type of no size, which knows them.
pub trait Static {
    /// What they are.
    type Layers: Declares + 'static;

    /// The layers.
    fn layers() -> &'static Self::Layers;
}

/// Adds what is declared there. A plain function, for rustc to collect at link time: it looks long at what is
/// behind a reference to the static itself.
pub fn declare<P: Static>(sites: &mut Sites) {
    P::layers().declare(sites);
}

impl<P: Static<Layers: Layer>> Place for P {
    type Layers = P::Layers;
    type Course = Course<'static, P::Layers>;

    #[inline]
    fn lead<R>(
        &self,
        course: &mut Self::Course,
        go: impl for<'a> FnOnce(&'a Self::Layers, &mut Course<'a, Self::Layers>) -> R,
    ) -> R {
        go(P::layers(), course)
    }

    #[inline]
    fn note<R>(
        &self,
        course: &mut Self::Course,
        go: impl for<'a> FnOnce(&mut Course<'a, Self::Layers>) -> R,
    ) -> R {
        go(course)
    }
}

/// Layers that are borrowed.
#[derive(Debug)]
pub struct Local<'a, S>(pub &'a S);

impl<'s, S: Layer> Place for Local<'s, S> {
    type Layers = S;
    type Course = Course<'s, S>;

    #[inline]
    fn lead<R>(
        &self,
        course: &mut Self::Course,
        go: impl for<'a> FnOnce(&'a S, &mut Course<'a, S>) -> R,
    ) -> R {
        go(self.0, course)
    }

    #[inline]
    fn note<R>(
        &self,
        course: &mut Self::Course,
        go: impl for<'a> FnOnce(&mut Course<'a, S>) -> R,
    ) -> R {
        go(course)
    }
}

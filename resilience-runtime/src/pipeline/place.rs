//! Where the layers of a call are.

use super::Layer;
use super::course::Course;

/// What holds the layers of a function, or is them.
pub trait Holds {
    /// What they are.
    type Layers: Layer;

    /// The layers: looked for by the first call, where they are in a registry.
    fn layers(&self) -> &Self::Layers;
}

impl<L: Layer> Holds for L {
    type Layers = L;

    #[inline]
    fn layers(&self) -> &L {
        self
    }
}

/// Where the layers of a call are, and so how long they are there.
///
/// It has no lifetime: of a future that is to be `Send` rustc has to prove a trait for every lifetime in it, and
/// all that it has to prove of a function takes time.
pub trait Place {
    /// What holds them.
    type Holder: Holds;
    /// How far a call has come.
    type Course: Default;

    /// Lets `go` go on with both.
    fn lead<R>(
        &self,
        course: &mut Self::Course,
        go: impl for<'a> FnOnce(&'a Self::Holder, &mut Course<'a, Self::Holder>) -> R,
    ) -> R;

    /// The same for what needs no layer.
    fn note<R>(
        &self,
        course: &mut Self::Course,
        go: impl for<'a> FnOnce(&mut Course<'a, Self::Holder>) -> R,
    ) -> R;
}

/// A place in a static, where an annotated function has its layers: a type of no size, which knows them.
pub trait Static {
    /// What holds them.
    type Function: 'static;

    /// The function.
    fn function() -> &'static Self::Function;
}

impl<P: Static<Function: Holds>> Place for P {
    type Holder = P::Function;
    type Course = Course<'static, P::Function>;

    #[inline]
    fn lead<R>(
        &self,
        course: &mut Self::Course,
        go: impl for<'a> FnOnce(&'a Self::Holder, &mut Course<'a, Self::Holder>) -> R,
    ) -> R {
        go(P::function(), course)
    }

    #[inline]
    fn note<R>(
        &self,
        course: &mut Self::Course,
        go: impl for<'a> FnOnce(&mut Course<'a, Self::Holder>) -> R,
    ) -> R {
        go(course)
    }
}

/// Layers that are borrowed.
#[derive(Debug)]
pub struct Local<'a, S>(pub &'a S);

impl<'s, S: Layer> Place for Local<'s, S> {
    type Holder = S;
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

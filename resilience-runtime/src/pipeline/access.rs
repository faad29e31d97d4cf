//! The way from a call to its layers.

use super::layers::{Layers, LayersOf, Pipeline};
use super::retry_loop::RetryLoop;
use super::stack::Stack;
use super::state::State;
use crate::registry::{Declare, FromSite, Function, Sites, StaticFunction};

/// A value that has layers, or is them.
pub trait LayerSource {
    /// The types of the layers.
    type Layers: Layers;

    /// The layers; those in a registry are looked up by the first call.
    fn layers(&self) -> &LayersOf<Self::Layers>;
}

impl<O: Stack, R: RetryLoop, I: Stack> LayerSource for Pipeline<O, R, I> {
    type Layers = Self;

    #[inline]
    fn layers(&self) -> &Self {
        self
    }
}

impl<L: FromSite + Layers> LayerSource for Function<L> {
    type Layers = L;

    #[inline]
    fn layers(&self) -> &LayersOf<L> {
        self.layers().parts()
    }
}

impl<L: Layers> LayerSource for StaticFunction<L> {
    type Layers = L;

    #[inline]
    fn layers(&self) -> &LayersOf<L> {
        self.layers.parts()
    }
}

/// The way from a call to its layers, which says how long they live.
///
/// The trait has no lifetime: rustc proves a future `Send` for every lifetime in it, and that takes time in each
/// annotated function.
pub trait Access {
    /// The value that has the layers.
    type Source: LayerSource;
    /// The [`State`] of a call.
    type State: Default;

    /// Runs code that needs the layers.
    fn with_layers<R>(
        &self,
        state: &mut Self::State,
        run: impl for<'a> FnOnce(
            &'a Self::Source,
            &mut State<'a, <Self::Source as LayerSource>::Layers>,
        ) -> R,
    ) -> R;

    /// Runs code that needs the state alone.
    fn with_state<R>(
        &self,
        state: &mut Self::State,
        run: impl for<'a> FnOnce(&mut State<'a, <Self::Source as LayerSource>::Layers>) -> R,
    ) -> R;
}

/// A type without size that stands for the static of an annotated function.
pub trait Static {
    /// The value that has the layers.
    type Function: 'static;

    /// The static.
    fn function() -> &'static Self::Function;
}

impl<P: Static<Function: LayerSource>> Access for P {
    type Source = P::Function;
    type State = State<'static, <P::Function as LayerSource>::Layers>;

    #[inline]
    fn with_layers<R>(
        &self,
        state: &mut Self::State,
        run: impl for<'a> FnOnce(
            &'a Self::Source,
            &mut State<'a, <Self::Source as LayerSource>::Layers>,
        ) -> R,
    ) -> R {
        run(P::function(), state)
    }

    #[inline]
    fn with_state<R>(
        &self,
        state: &mut Self::State,
        run: impl for<'a> FnOnce(&mut State<'a, <Self::Source as LayerSource>::Layers>) -> R,
    ) -> R {
        run(state)
    }
}

/// Adds the policies of a function to those of the process. A plain function, for link time: rustc takes longer for a
/// reference to the static itself.
pub fn declare<P: Static<Function: Declare>>(sites: &mut Sites) {
    P::function().declare(sites);
}

/// Borrowed layers.
#[derive(Debug)]
pub struct Local<'a, S>(pub &'a S);

impl<'s, S: LayerSource> Access for Local<'s, S> {
    type Source = S;
    type State = State<'s, S::Layers>;

    #[inline]
    fn with_layers<R>(
        &self,
        state: &mut Self::State,
        run: impl for<'a> FnOnce(&'a S, &mut State<'a, S::Layers>) -> R,
    ) -> R {
        run(self.0, state)
    }

    #[inline]
    fn with_state<R>(
        &self,
        state: &mut Self::State,
        run: impl for<'a> FnOnce(&mut State<'a, S::Layers>) -> R,
    ) -> R {
        run(state)
    }
}

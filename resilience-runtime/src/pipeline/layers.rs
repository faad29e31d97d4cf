//! The layers of one function: outer layers, an optional retry loop, inner layers.

use std::mem;

use super::layer::Progress;
use super::retry_loop::RetryLoop;
use super::stack::Stack;
use crate::Rejected;
use crate::registry::{FromSite, Sites};

/// The layers of one function. Outer layers see one call, inner layers see each attempt.
#[derive(Clone, Copy, Debug)]
pub struct Pipeline<O, R, I> {
    /// The layers above the retry: `(outermost, (next, (…, ())))`.
    pub outer: O,
    /// The retry loop, or `()`.
    pub retry: R,
    /// The layers below the retry; all layers where there is none.
    pub inner: I,
}

impl<L> Pipeline<(), (), (L, ())> {
    /// A single layer.
    pub(crate) const fn of(layer: L) -> Self {
        Self {
            outer: (),
            retry: (),
            inner: (layer, ()),
        }
    }
}

/// The parts of a [`Pipeline`], as one type parameter.
pub trait Layers {
    /// The layers above the retry.
    type Outer: Stack;
    /// The retry loop, or `()`.
    type Retry: RetryLoop;
    /// The layers below the retry.
    type Inner: Stack;

    /// The number of layers.
    const COUNT: usize = Self::Outer::LAYERS + Self::Retry::LAYERS + Self::Inner::LAYERS;

    /// The parts themselves.
    fn parts(&self) -> &Pipeline<Self::Outer, Self::Retry, Self::Inner>;
}

impl<O: Stack, R: RetryLoop, I: Stack> Layers for Pipeline<O, R, I> {
    type Outer = O;
    type Retry = R;
    type Inner = I;

    #[inline]
    fn parts(&self) -> &Self {
        self
    }
}

/// The room for a timer in the future of a call.
pub(super) type TimerOf<L> =
    <<L as Layers>::Outer as Stack>::Timer<<<L as Layers>::Inner as Stack>::Timer<()>>;

/// The parts of such layers.
pub(crate) type LayersOf<L> =
    Pipeline<<L as Layers>::Outer, <L as Layers>::Retry, <L as Layers>::Inner>;

/// A call that all layers have admitted on the fast path.
pub(super) type Tickets<O, I> = (<O as Stack>::Tickets, <I as Stack>::Tickets);
pub(super) type TicketsOf<L> = Tickets<<L as Layers>::Outer, <L as Layers>::Inner>;
pub(super) type BlockedOf<L> = Blocked<<L as Layers>::Outer, <L as Layers>::Inner>;

/// The place where the fast path of a call ended.
#[derive(Clone, Copy)]
pub(super) enum Blocked<O: Stack, I: Stack> {
    /// In an outer layer.
    Outer(O::Blocked),
    /// At the retry.
    Retry(O::Tickets),
    /// In an inner layer.
    Inner(O::Tickets, I::Blocked),
}

impl<O: Stack, R: RetryLoop, I: Stack> Pipeline<O, R, I> {
    /// Admits a call without waiting, or says how far it came.
    #[inline]
    pub(super) fn try_admit(&self) -> Result<Tickets<O, I>, Blocked<O, I>> {
        let outer = self.outer.try_admit().map_err(Blocked::Outer)?;
        if !self.retry.try_start() {
            return Err(Blocked::Retry(outer));
        }
        match self.inner.try_admit() {
            Ok(inner) => Ok((outer, inner)),
            Err(blocked) => Err(Blocked::Inner(outer, blocked)),
        }
    }

    /// Rejects a call that the outermost layer has not admitted, without guards.
    #[inline]
    pub(super) fn try_reject(&self, blocked: &Blocked<O, I>) -> Option<Rejected> {
        match blocked {
            Blocked::Outer(blocked) => self.outer.try_reject(blocked),
            Blocked::Inner(_, blocked) if O::LAYERS == 0 => self.inner.try_reject(blocked),
            Blocked::Retry(_) | Blocked::Inner(..) => None,
        }
    }

    /// Records a success in the first poll of the body, from the inside out.
    #[inline(always)]
    pub(super) fn succeed(&self, (outer, inner): Tickets<O, I>) {
        let unwinding = Unwinding(&self.outer, outer);
        self.inner.succeed(inner);
        self.retry.succeed();
        mem::forget(unwinding);
        self.outer.succeed(outer);
    }
}

/// Cancels a call in the outer layers where an inner one panics.
struct Unwinding<'a, O: Stack>(&'a O, O::Tickets);

impl<O: Stack> Drop for Unwinding<'_, O> {
    fn drop(&mut self) {
        drop(self.0.guards(self.1, Progress::Waiting));
    }
}

impl<O: FromSite, R: FromSite, I: FromSite> FromSite for Pipeline<O, R, I> {
    type Site = Pipeline<O::Site, R::Site, I::Site>;

    fn declare(site: &'static Self::Site, function: &'static str, sites: &mut Sites) {
        O::declare(&site.outer, function, sites);
        R::declare(&site.retry, function, sites);
        I::declare(&site.inner, function, sites);
    }

    fn resolve(site: &Self::Site, function: &'static str) -> Self {
        Self {
            outer: O::resolve(&site.outer, function),
            retry: R::resolve(&site.retry, function),
            inner: I::resolve(&site.inner, function),
        }
    }
}

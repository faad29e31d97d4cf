//! The body of an attempt while it is polled: its panic is recorded in every layer.
//!
//! These guards do so little that they stay in registers: a guard that holds more would write all that it holds
//! to memory before each poll of a body.

use std::mem;

use super::layers::{Layers, LayersOf, TicketsOf};
use super::state::State;

/// A body that is polled on the slow path.
pub(super) struct SlowBody<'s, 'a, L: Layers>(&'s mut State<'a, L>);

/// A body that is polled on the fast path, with the tickets of its call.
pub(super) struct FastBody<'s, 'a, L: Layers> {
    state: &'s mut State<'a, L>,
    layers: &'a LayersOf<L>,
    tickets: TicketsOf<L>,
}

impl<'s, 'a, L: Layers> SlowBody<'s, 'a, L> {
    #[inline]
    pub(super) fn new(state: &'s mut State<'a, L>) -> Self {
        Self(state)
    }

    /// The poll has returned.
    #[inline]
    pub(super) fn end(self) {
        mem::forget(self);
    }
}

impl<'s, 'a, L: Layers> FastBody<'s, 'a, L> {
    #[inline]
    pub(super) fn new(
        state: &'s mut State<'a, L>,
        layers: &'a LayersOf<L>,
        tickets: TicketsOf<L>,
    ) -> Self {
        Self {
            state,
            layers,
            tickets,
        }
    }

    /// The poll has returned.
    #[inline]
    pub(super) fn end(self) {
        mem::forget(self);
    }
}

impl<L: Layers> Drop for SlowBody<'_, '_, L> {
    #[inline]
    fn drop(&mut self) {
        self.0.panicked();
    }
}

impl<L: Layers> Drop for FastBody<'_, '_, L> {
    #[inline]
    fn drop(&mut self) {
        panicked(self.state, self.layers, self.tickets);
    }
}

/// Records the panic of a body that was polled on the fast path.
#[cold]
#[inline(never)]
fn panicked<'a, L: Layers>(
    state: &mut State<'a, L>,
    layers: &'a LayersOf<L>,
    tickets: TicketsOf<L>,
) {
    state.run(layers, tickets);
    state.panicked();
}

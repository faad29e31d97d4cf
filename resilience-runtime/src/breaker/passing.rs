//! A call that the gate has let through.

use super::gate::Gate;
use super::storage::Storage;
use crate::clock::{self, Time};
use crate::timing::IS_TIMED;

/// A call that the gate of a breaker has let through: what that said, and when the call began, if it is
/// timed.
#[derive(Clone, Copy, Debug)]
pub struct Passing<'a> {
    pub(super) storage: &'a Storage,
    pub(super) gate: Gate,
    pub(super) began: Time,
}

impl<'a> Passing<'a> {
    #[inline]
    pub(super) fn new(storage: &'a Storage, gate: Gate) -> Self {
        let began = if gate.is_timed() {
            present()
        } else {
            Time::ZERO
        };
        Self {
            storage,
            gate,
            began,
        }
    }
}

/// The present, as a call is timed by it: where only slow ones are told from others, to the tick.
#[inline(never)]
pub(super) fn present() -> Time {
    if IS_TIMED {
        clock::now()
    } else {
        clock::about_now()
    }
}

//! A call that the gate has let through.

use super::gate::Gate;
use super::permit::CircuitPermit;
use super::state::Mode;
use super::storage::Storage;
use crate::Verdict;
use crate::observe::timing::IS_TIMED;
use crate::support::clock::{self, Time};

/// A call that the gate of a breaker has let through: what that said, and when the call began, if it is
/// timed.
#[derive(Clone, Copy, Debug)]
pub struct Passing {
    pub(super) gate: Gate,
    pub(super) began: Time,
}

impl Passing {
    /// Lets a call through that may come to its end at once.
    #[inline]
    pub(super) fn through(storage: &Storage) -> Option<Self> {
        let gate = storage.gate();
        if gate.lets_through_untimed() {
            let began = Time::ZERO;
            return Some(Self { gate, began });
        }
        gate.lets_through().then(|| Self {
            gate,
            began: present(),
        })
    }

    /// It has succeeded.
    #[inline]
    pub(super) fn succeeds(self, storage: &Storage) {
        let Self { gate, began } = self;
        if gate.only_counts() && storage.gate() == gate {
            storage.count_success();
        } else {
            succeeds(storage, gate, began);
        }
    }
}

/// Word by word: what is passed as one thing is in memory, also where this is not called.
#[inline(never)]
fn succeeds(storage: &Storage, gate: Gate, began: Time) {
    if !(gate.is(Mode::Crowding) && !gate.is_timed() && storage.joins(gate)) {
        let passing = Passing { gate, began };
        CircuitPermit::begun(storage, passing).settle(Verdict::Success);
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

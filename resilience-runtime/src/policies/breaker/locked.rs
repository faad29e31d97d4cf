//! The part of a breaker that its lock guards: settings and state machine.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::config::Settings;
use super::hot_word::HotWord;
use super::state::Machine;
use super::ticket::{HANGS, PROBES, TIMED};
use crate::CircuitState;
use crate::observe::timing::IS_TIMED;
use crate::support::clock::{self, Time};

/// The part of a breaker that its lock guards.
pub(super) struct Locked {
    pub(super) settings: Arc<Settings>,
    pub(super) machine: Machine,
}

impl Locked {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            settings: share_settings(settings),
            machine: Machine::new(settings, clock::now()),
        }
    }

    /// Applies `new` settings if the current ones are `old`; returns whether it did.
    pub(super) fn adopt(&mut self, old: &Settings, new: &Settings, now: Time) -> bool {
        let is_old = *self.settings == *old;
        if is_old {
            self.settings = share_settings(new);
            self.machine.adopt(new, now);
        }
        is_old
    }

    pub(super) fn hot_word(&self) -> HotWord {
        let mode = self.machine.mode(&self.settings);
        HotWord::new(mode, self.marks(), self.machine.token())
    }

    pub(super) fn defer_until(&self) -> Time {
        self.machine.defer_until(&self.settings)
    }

    pub(super) fn marks(&self) -> u64 {
        let timed = if IS_TIMED || self.settings.is_timed() {
            TIMED
        } else {
            0
        };
        let hangs = if self.settings.hung.is_some() {
            HANGS
        } else {
            0
        };
        timed | hangs
    }

    /// Returns the extra mark for the ticket of a call that has just been admitted.
    pub(super) fn probe_mark(&self) -> u64 {
        let is_timed = self.settings.probe_timeout.is_some();
        if is_timed && self.machine.state() == CircuitState::HalfOpen {
            PROBES
        } else {
            0
        }
    }
}

/// Shares one allocation of settings between breakers built one after another with the same settings,
/// as the breakers of many tenants are.
fn share_settings(settings: &Settings) -> Arc<Settings> {
    static LAST: Mutex<Weak<Settings>> = Mutex::new(Weak::new());
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    match last.upgrade().filter(|last| last.is_identical(settings)) {
        Some(same) => same,
        None => {
            let settings = Arc::new(*settings);
            *last = Arc::downgrade(&settings);
            settings
        }
    }
}

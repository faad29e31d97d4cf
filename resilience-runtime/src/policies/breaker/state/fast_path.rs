//! What the fast path may do without the lock, as the state machine sees it.

use super::{Machine, Mode, Phase};
use crate::policies::breaker::CircuitState;
use crate::policies::breaker::config::Settings;
use crate::policies::breaker::rule::Rules;
use crate::policies::breaker::window::{Sample, SlidingWindow};
use crate::support::clock::Time;

impl Machine {
    /// Returns the mode for the hot word.
    pub(in crate::policies::breaker) fn mode(&self, settings: &Settings) -> Mode {
        match self.phase {
            Phase::Closed if self.ignores_success() => Mode::CountOnly,
            Phase::Closed if self.defer_until(settings) > Time::FIRST => Mode::DeferSuccesses,
            Phase::Closed | Phase::Forced(CircuitState::ForcedClosed | CircuitState::Disabled) => {
                Mode::RecordUnderLock
            }
            Phase::Open { .. } | Phase::HalfOpen { .. } | Phase::Forced(_) => Mode::AdmitUnderLock,
        }
    }

    /// Whether a success that is not slow changes nothing but the totals.
    fn ignores_success(&self) -> bool {
        let window_is = |window: &SlidingWindow| window.is_unchanged_by(Sample::SUCCESS);
        self.failures_in_a_row == 0 && self.window.as_deref().is_none_or(window_is)
    }

    /// Returns the end of the time in which successes may be deferred; `Time::FIRST` if they may not.
    ///
    /// A success may be deferred if it is not slow, cannot trip the breaker, and has the same effect
    /// whenever it is recorded before the next other event.
    pub(in crate::policies::breaker) fn defer_until(&self, settings: &Settings) -> Time {
        let until = self.window.as_ref().filter(|_| self.phase == Phase::Closed);
        until.map_or(Time::FIRST, |window| {
            window.defer_until(&Rules::of(settings))
        })
    }

    /// Records successes of the closed state.
    pub(in crate::policies::breaker) fn record_successes(&mut self, successes: u64) {
        if successes > 0 {
            self.failures_in_a_row = 0;
            self.window
                .iter_mut()
                .for_each(|window| window.record_successes(successes));
        }
    }
}

//! The machine of a circuit breaker: pure, with the time as an argument.
//!
//! The state table is in the documentation of [`CircuitBreaker`](crate::CircuitBreaker), and `table`
//! walks it. Every change of state gives out a new token, and so does every probe: a result counts
//! only where its token is known, so that one of an older state changes nothing, in any state.

use std::cell::LazyCell;
use std::time::Duration;

use super::config::Settings;
use super::open_circuit::OpenCircuit;
use super::probes::Probes;
use super::rule::Rules;
use super::window::{CircuitCounts, Sample, SlidingWindow};
use crate::CircuitState;
use crate::Verdict;
use crate::support::clock::Time;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Closed,
    Open {
        until: Time,
    },
    HalfOpen {
        successes: u32,
    },
    /// One of the three states that only an operator enters and leaves.
    Forced(CircuitState),
}

/// What the hot path has to know of the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Every call is admitted, and a success changes nothing.
    CountOnly = 0,
    /// Every call is admitted, and each result is shown to the machine.
    RecordUnderLock = 1,
    /// Every call is admitted, and the machine may hear later how many have succeeded.
    DeferSuccesses = 2,
    /// Admission asks the machine.
    AdmitUnderLock = 4,
}

/// A call that has ended, or is given up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Completed {
    /// What [`Machine::admit`] gave it.
    pub(super) token: u64,
    pub(super) verdict: Verdict,
    /// How long it ran, where that matters.
    pub(super) took: Duration,
}

#[derive(Clone, Debug)]
pub(super) struct Machine {
    phase: Phase,
    /// How often the state has changed.
    generation: u64,
    /// What admits a call, and admitted it. It grows with every state and with every probe, so that
    /// one from an older state is known for what it is.
    token: u64,
    since: Time,
    failures_in_a_row: u32,
    /// Where a rule looks back further than that.
    window: Option<Box<SlidingWindow>>,
    probes: Probes,
    reopenings: u32,
    /// [`Time::FIRST`] while there was none.
    last_failure: Time,
    opened: u64,
    /// Where the settings switch the breaker off: what it goes back to. In a box: few do.
    paused: Option<Box<Phase>>,
}

impl Machine {
    pub(super) fn new(settings: &Settings, now: Time) -> Self {
        let mut machine = Self {
            phase: Phase::Closed,
            generation: 0,
            token: 0,
            since: now,
            failures_in_a_row: 0,
            window: Rules::of(settings).window.map(SlidingWindow::boxed),
            probes: Probes::default(),
            reopenings: 0,
            last_failure: Time::FIRST,
            opened: 0,
            paused: None,
        };
        if !settings.enabled {
            machine.pause();
        }
        machine
    }

    /// Puts other settings in force and keeps what is known.
    pub(super) fn adopt(&mut self, settings: &Settings, now: Time) {
        match (&mut self.window, Rules::of(settings).window) {
            (Some(sliding), Some(window)) => sliding.resize(window),
            (sliding, window) => *sliding = window.map(SlidingWindow::boxed),
        }
        let was = self.phase;
        if !settings.enabled {
            self.pause();
        } else if let Some(phase) = self.paused.take() {
            self.phase = *phase;
        }
        if self.phase != was {
            self.enter(self.phase, now);
        }
    }

    /// Switches the breaker off and keeps what it knows.
    fn pause(&mut self) {
        if self.paused.is_none() {
            self.paused = Some(Box::new(self.phase));
            self.phase = Phase::Forced(CircuitState::Disabled);
        }
    }

    /// Asks to let a call through; it is given the token that it is settled with.
    pub(super) fn admit(&mut self, settings: &Settings, now: Time) -> Result<u64, OpenCircuit> {
        match self.phase {
            Phase::Closed | Phase::Forced(CircuitState::ForcedClosed | CircuitState::Disabled) => {
                return Ok(self.token);
            }
            Phase::Open { until } if now >= until => {
                self.enter(Phase::HalfOpen { successes: 0 }, now);
            }
            Phase::HalfOpen { .. } if self.probes.free_slot(settings, now) => {}
            Phase::Open { .. } | Phase::HalfOpen { .. } | Phase::Forced(_) => {
                return Err(self.open_circuit(now));
            }
        }
        self.token += 1;
        self.probes.add(self.token, now);
        Ok(self.token)
    }

    /// Notes that the call of a probe begins.
    pub(super) fn begin(&mut self, token: u64, now: Time) {
        self.probes.start(token, now);
    }

    /// Takes the result of a call; says whether it counts. Most that go well need not know `now`.
    pub(super) fn settle(
        &mut self,
        settings: &Settings,
        now: impl FnOnce() -> Time,
        completed: Completed,
    ) -> bool {
        let now = LazyCell::new(now);
        let Completed { token, verdict, .. } = completed;
        let admitted_here = match self.phase {
            Phase::HalfOpen { .. } => self.probes.remove(token),
            _ => token == self.token,
        };
        let counts =
            verdict != Verdict::Ignore && self.phase != Phase::Forced(CircuitState::Disabled);
        if !(admitted_here && counts) {
            return false;
        }
        if verdict == Verdict::Failure {
            self.last_failure = *now;
        }
        match (self.phase, verdict) {
            (Phase::Closed, _) => self.count(settings, || *now, completed),
            (Phase::HalfOpen { successes }, Verdict::Success) => {
                if successes + 1 >= settings.probes {
                    self.close(*now);
                } else {
                    self.phase = Phase::HalfOpen {
                        successes: successes + 1,
                    };
                }
            }
            (Phase::HalfOpen { .. }, _) => {
                self.reopenings = self.reopenings.saturating_add(1);
                self.open(settings, *now);
            }
            (Phase::Open { .. } | Phase::Forced(_), _) => {}
        }
        true
    }

    /// Closes the breaker and forgets what was counted. Until then the figures of the last trip can be
    /// read.
    pub(super) fn close(&mut self, now: Time) {
        self.reopenings = 0;
        self.failures_in_a_row = 0;
        self.window.iter_mut().for_each(|window| window.clear());
        let mut phase = Phase::Closed;
        if let Some(paused) = &mut self.paused {
            **paused = phase;
            phase = Phase::Forced(CircuitState::Disabled);
        }
        self.enter(phase, now);
    }

    /// Holds the breaker in a state that only [`Machine::close`] ends.
    pub(super) fn force(&mut self, state: CircuitState, now: Time) {
        if let Some(paused) = &mut self.paused {
            **paused = Phase::Forced(state);
        }
        if self.phase == Phase::Forced(state) {
            return;
        }
        self.enter(Phase::Forced(state), now);
    }

    pub(super) fn state(&self) -> CircuitState {
        match self.phase {
            Phase::Closed => CircuitState::Closed,
            Phase::Open { .. } => CircuitState::Open,
            Phase::HalfOpen { .. } => CircuitState::HalfOpen,
            Phase::Forced(state) => state,
        }
    }

    pub(super) fn mode(&self, settings: &Settings) -> Mode {
        match self.phase {
            Phase::Closed if self.ignores_success() => Mode::CountOnly,
            Phase::Closed if self.defer_until(settings) > Time::FIRST => Mode::DeferSuccesses,
            Phase::Closed | Phase::Forced(CircuitState::ForcedClosed | CircuitState::Disabled) => {
                Mode::RecordUnderLock
            }
            Phase::Open { .. } | Phase::HalfOpen { .. } | Phase::Forced(_) => Mode::AdmitUnderLock,
        }
    }

    /// What calls are admitted with while admission asks nobody.
    pub(super) fn token(&self) -> u64 {
        self.token
    }

    fn open_circuit(&self, now: Time) -> OpenCircuit {
        let retry_at = match self.phase {
            Phase::Open { until } => Some(until),
            Phase::Forced(_) => None,
            Phase::Closed | Phase::HalfOpen { .. } => Some(now),
        };
        OpenCircuit::new(now, retry_at, self.failed_at())
    }

    /// Counts the result of a closed breaker's call, and trips if that meets a rule.
    fn count(&mut self, settings: &Settings, now: impl Fn() -> Time, completed: Completed) {
        let failed = completed.verdict == Verdict::Failure;
        self.failures_in_a_row = if failed {
            self.failures_in_a_row.saturating_add(1)
        } else {
            0
        };
        let mut counts = CircuitCounts::default();
        if let Some(window) = &mut self.window {
            let slow = settings.is_slow(completed.took);
            counts = window.record(Sample { failed, slow }, &now);
        }
        if Rules::of(settings).are_met(self.failures_in_a_row, &counts) {
            self.open(settings, now());
        }
    }

    /// Whether a success that is not slow would change nothing but the totals.
    fn ignores_success(&self) -> bool {
        let window_is = |window: &SlidingWindow| window.is_unchanged_by(Sample::SUCCESS);
        self.failures_in_a_row == 0 && self.window.as_deref().is_none_or(window_is)
    }

    /// Until when successes that are not slow cannot trip the breaker, and come to the same whenever it
    /// hears of them, as long as that is before anything else; the first time of all where they do not.
    pub(super) fn defer_until(&self, settings: &Settings) -> Time {
        let until = self.window.as_ref().filter(|_| self.phase == Phase::Closed);
        until.map_or(Time::FIRST, |window| {
            window.defer_until(&Rules::of(settings))
        })
    }

    /// Hears of so many successes of the closed state.
    pub(super) fn record_successes(&mut self, successes: u64) {
        if successes > 0 {
            self.failures_in_a_row = 0;
            self.window
                .iter_mut()
                .for_each(|window| window.record_successes(successes));
        }
    }

    fn open(&mut self, settings: &Settings, now: Time) {
        self.opened += 1;
        let until = now.after(settings.cooldown_after(self.reopenings));
        self.enter(Phase::Open { until }, now);
    }

    fn enter(&mut self, phase: Phase, now: Time) {
        self.phase = phase;
        self.since = now;
        self.generation += 1;
        self.token += 1;
        self.probes.clear();
    }
}

mod readings;
#[cfg(test)]
#[path = "tests/states.rs"]
mod table;
#[cfg(test)]
#[path = "tests/machine.rs"]
mod tests;

//! The state machine of a circuit breaker: pure, without a clock or a lock.
//!
//! The table of its states is in the documentation of [`CircuitBreaker`](crate::CircuitBreaker);
//! `tests/states.rs` checks each cell. Each state change and each probe makes a new token. A result
//! counts only if its token is still valid, so a late result of an older state changes nothing.

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

/// What a call may do without the lock.
///
/// | mode | admission | a success |
/// |---|---|---|
/// | `CountOnly` | without the lock | adds to the totals |
/// | `DeferSuccesses` | without the lock | is added to the pending successes |
/// | `RecordUnderLock` | without the lock | takes the lock |
/// | `AdmitUnderLock` | takes the lock | takes the lock |
///
/// A failure takes the lock in every mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Closed, and another success would not change the state machine.
    CountOnly = 0,
    /// Closed or forced closed or disabled; each result goes to the state machine.
    RecordUnderLock = 1,
    /// Closed, and successes may be recorded later.
    DeferSuccesses = 2,
    /// Open, half-open or forced open.
    AdmitUnderLock = 4,
}

/// The result of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Completed {
    /// The token from [`Machine::admit`].
    pub(super) token: u64,
    pub(super) verdict: Verdict,
    /// The duration of the call; zero if no rule depends on it.
    pub(super) took: Duration,
}

#[derive(Clone, Debug)]
pub(super) struct Machine {
    phase: Phase,
    /// The number of state changes.
    generation: u64,
    /// The token of calls admitted now. It grows with each state change and each probe, so a result
    /// with an older token is recognised and ignored.
    token: u64,
    since: Time,
    failures_in_a_row: u32,
    /// The calls that the rules look at; `None` if only consecutive failures matter.
    window: Option<Box<SlidingWindow>>,
    probes: Probes,
    reopenings: u32,
    /// [`Time::FIRST`] while there was none.
    last_failure: Time,
    opened: u64,
    /// While the settings disable the breaker: the state to return to. In a box, because few do.
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

    /// Applies other settings and keeps the state and the counts.
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

    /// Disables the breaker and keeps its state and its counts.
    fn pause(&mut self) {
        if self.paused.is_none() {
            self.paused = Some(Box::new(self.phase));
            self.phase = Phase::Forced(CircuitState::Disabled);
        }
    }

    /// Admits a call and returns the token for its result, or rejects it.
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

    /// Records that the body of a probe starts.
    pub(super) fn begin(&mut self, token: u64, now: Time) {
        self.probes.start(token, now);
    }

    /// Records the result of a call; returns whether it counted. `now` is read only if needed.
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

    /// Closes the breaker and clears its counts, which until then show why it opened.
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

    /// Forces a state that lasts until [`Machine::close`].
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

    /// Returns the token of calls that the hot word admits.
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

    /// Counts a result of the closed state, and opens the breaker if a rule is met.
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

mod fast_path;
mod readings;
#[cfg(test)]
#[path = "tests/states.rs"]
mod table;
#[cfg(test)]
#[path = "tests/machine.rs"]
mod tests;

//! The machine of a circuit breaker: pure, with the time as an argument.
//!
//! | state | a call asks | success | failure | ignored or dropped |
//! |---|---|---|---|---|
//! | closed | admitted | failures in a row = 0 | counted; at the threshold → open | – |
//! | open, cooling down | refused | – | – | – |
//! | open, cooled down | → half-open, admitted as a probe | – | – | – |
//! | half-open, place free | admitted as a probe | counted; at `probes` → closed | → open, longer cooldown | place goes back |
//! | half-open, no place | refused | ″ | ″ | ″ |
//! | forced open | refused | – | – | – |
//! | forced closed, disabled | admitted | – | – | – |
//!
//! Every change of state starts a new generation. A result counts only in the generation that
//! admitted its call: that of an older one changes nothing, in any state.

use std::fmt;
use std::time::Duration;

use super::config::Settings;
use super::rule::Consecutive;
use crate::Verdict;
use crate::clock::Time;

/// The state of a circuit breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CircuitState {
    /// Calls go through and are counted.
    Closed,
    /// Calls are refused, until the cooldown is over.
    Open,
    /// A few calls probe whether the service is back.
    HalfOpen,
    /// Calls are refused, until someone resets the breaker.
    ForcedOpen,
    /// Calls go through whatever they bring, until someone resets the breaker.
    ForcedClosed,
    /// Calls go through and none is counted, until someone resets the breaker.
    Disabled,
}

impl fmt::Display for CircuitState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half-open",
            Self::ForcedOpen => "forced open",
            Self::ForcedClosed => "forced closed",
            Self::Disabled => "disabled",
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Closed(Consecutive),
    Open {
        until: Time,
    },
    HalfOpen {
        in_flight: u32,
        successes: u32,
    },
    /// One of the three states that only an operator enters and leaves.
    Held(CircuitState),
}

/// Why a call was not admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) retry_after: Duration,
    pub(super) last_failure: Option<Duration>,
}

/// What the hot path has to know of the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Every call is admitted, and a success changes nothing.
    Quiet = 0,
    /// Every call is admitted, and each result is shown to the machine.
    Counting = 1,
    /// Admission asks the machine.
    Gated = 2,
}

#[derive(Clone, Debug)]
pub(super) struct Machine {
    phase: Phase,
    generation: u64,
    since: Time,
    reopenings: u32,
    last_failure: Option<Time>,
    opened: u64,
}

impl Machine {
    pub(super) fn new(now: Time) -> Self {
        Self {
            phase: Phase::Closed(Consecutive::default()),
            generation: 0,
            since: now,
            reopenings: 0,
            last_failure: None,
            opened: 0,
        }
    }

    /// Asks to let a call through; it is told the generation that it belongs to.
    pub(super) fn admit(&mut self, settings: &Settings, now: Time) -> Result<u64, Refusal> {
        match &mut self.phase {
            Phase::Open { until } if now >= *until => {
                self.enter(
                    Phase::HalfOpen {
                        in_flight: 1,
                        successes: 0,
                    },
                    now,
                );
            }
            Phase::HalfOpen { in_flight, .. } if *in_flight < settings.probes => *in_flight += 1,
            Phase::Closed(_) | Phase::Held(CircuitState::ForcedClosed | CircuitState::Disabled) => {
            }
            Phase::Open { .. } | Phase::HalfOpen { .. } | Phase::Held(_) => {
                return Err(self.refusal(now));
            }
        }
        Ok(self.generation)
    }

    /// Takes the result of a call that `generation` admitted; says whether it counts.
    pub(super) fn settle(
        &mut self,
        settings: &Settings,
        now: Time,
        generation: u64,
        verdict: Verdict,
    ) -> bool {
        if generation != self.generation || self.phase == Phase::Held(CircuitState::Disabled) {
            return false;
        }
        if verdict == Verdict::Failure {
            self.last_failure = Some(now);
        }
        match (&mut self.phase, verdict) {
            (Phase::Closed(rule), Verdict::Success) => rule.success(),
            (Phase::Closed(rule), Verdict::Failure) => {
                if rule.failure(settings.threshold) {
                    self.open(settings, now);
                }
            }
            (
                Phase::HalfOpen {
                    in_flight,
                    successes,
                },
                Verdict::Success,
            ) => {
                *in_flight -= 1;
                *successes += 1;
                if *successes >= settings.probes {
                    self.close(now);
                }
            }
            (Phase::HalfOpen { .. }, Verdict::Failure) => {
                self.reopenings = self.reopenings.saturating_add(1);
                self.open(settings, now);
            }
            (Phase::HalfOpen { in_flight, .. }, Verdict::Ignore) => *in_flight -= 1,
            (Phase::Closed(_), Verdict::Ignore) | (Phase::Open { .. } | Phase::Held(_), _) => {}
        }
        verdict != Verdict::Ignore
    }

    /// Closes the breaker and forgets what was counted.
    pub(super) fn close(&mut self, now: Time) {
        self.reopenings = 0;
        self.enter(Phase::Closed(Consecutive::default()), now);
    }

    /// Holds the breaker in a state that only [`Machine::close`] ends.
    pub(super) fn hold(&mut self, state: CircuitState, now: Time) {
        self.enter(Phase::Held(state), now);
    }

    pub(super) fn state(&self) -> CircuitState {
        match self.phase {
            Phase::Closed(_) => CircuitState::Closed,
            Phase::Open { .. } => CircuitState::Open,
            Phase::HalfOpen { .. } => CircuitState::HalfOpen,
            Phase::Held(state) => state,
        }
    }

    pub(super) fn mode(&self) -> Mode {
        match self.phase {
            Phase::Closed(rule) if rule.is_clear() => Mode::Quiet,
            Phase::Closed(_) | Phase::Held(CircuitState::ForcedClosed | CircuitState::Disabled) => {
                Mode::Counting
            }
            Phase::Open { .. } | Phase::HalfOpen { .. } | Phase::Held(_) => Mode::Gated,
        }
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// How long the present state has lasted.
    pub(super) fn age(&self, now: Time) -> Duration {
        now.since(self.since)
    }

    /// How often the breaker has opened by itself.
    pub(super) fn opened(&self) -> u64 {
        self.opened
    }

    pub(super) fn last_failure(&self, now: Time) -> Option<Duration> {
        self.last_failure.map(|at| now.since(at))
    }

    /// The time until a call may be tried; `None` where calls go through.
    pub(super) fn retry_after(&self, now: Time) -> Option<Duration> {
        match self.phase {
            Phase::Open { until } => Some(until.since(now)),
            Phase::HalfOpen { .. } => Some(Duration::ZERO),
            Phase::Held(CircuitState::ForcedOpen) => Some(Duration::MAX),
            Phase::Closed(_) | Phase::Held(_) => None,
        }
    }

    fn refusal(&self, now: Time) -> Refusal {
        Refusal {
            retry_after: self.retry_after(now).unwrap_or_default(),
            last_failure: self.last_failure(now),
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
    }
}

#[cfg(test)]
mod tests;

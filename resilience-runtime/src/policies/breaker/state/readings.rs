//! Readings of the state machine.

use std::time::Duration;

use super::{Machine, Phase};
use crate::policies::breaker::{CircuitCounts, CircuitState};
use crate::support::clock::Time;

impl Machine {
    pub(in crate::policies::breaker) fn generation(&self) -> u64 {
        self.generation
    }

    /// Returns when the current state began.
    pub(in crate::policies::breaker) fn since(&self) -> Time {
        self.since
    }

    /// Returns how long the current state has lasted.
    pub(in crate::policies::breaker) fn age(&self, now: Time) -> Duration {
        now.since(self.since)
    }

    /// Returns how often the breaker has opened, not counting an operator.
    pub(in crate::policies::breaker) fn opened(&self) -> u64 {
        self.opened
    }

    pub(in crate::policies::breaker) fn failures_in_a_row(&self) -> u32 {
        self.failures_in_a_row
    }

    pub(in crate::policies::breaker) fn counts(&self, now: Time) -> Option<CircuitCounts> {
        self.window.as_ref().map(|window| window.counts(now))
    }

    pub(in crate::policies::breaker) fn probes(&self) -> usize {
        self.probes.len()
    }

    pub(in crate::policies::breaker) fn last_failure(&self, now: Time) -> Option<Duration> {
        self.failed_at().map(|at| now.since(at))
    }

    /// Returns the end of the cooldown; `Time::FIRST` if the breaker is not open.
    pub(in crate::policies::breaker) fn open_until(&self) -> Time {
        match self.phase {
            Phase::Open { until } => until,
            Phase::Closed | Phase::HalfOpen { .. } | Phase::Forced(_) => Time::FIRST,
        }
    }

    /// Returns the time of the last failure.
    pub(in crate::policies::breaker) fn failed_at(&self) -> Option<Time> {
        Some(self.last_failure).filter(|at| *at != Time::FIRST)
    }

    /// Returns the time until a call may be admitted; `None` if calls are admitted.
    pub(in crate::policies::breaker) fn retry_after(&self, now: Time) -> Option<Duration> {
        match self.phase {
            Phase::Open { until } => Some(until.since(now)),
            Phase::HalfOpen { .. } => Some(Duration::ZERO),
            Phase::Forced(CircuitState::ForcedOpen) => Some(Duration::MAX),
            Phase::Closed | Phase::Forced(_) => None,
        }
    }
}

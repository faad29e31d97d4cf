//! What can be read of the machine.

use std::time::Duration;

use super::{Machine, Phase};
use crate::policies::breaker::{CircuitCounts, CircuitState};
use crate::support::clock::Time;

impl Machine {
    pub(in crate::policies::breaker) fn generation(&self) -> u64 {
        self.generation
    }

    /// When the present state began.
    pub(in crate::policies::breaker) fn since(&self) -> Time {
        self.since
    }

    /// How long the present state has lasted.
    pub(in crate::policies::breaker) fn age(&self, now: Time) -> Duration {
        now.since(self.since)
    }

    /// How often the breaker has opened by itself.
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

    /// Until when every call is refused; the first time of all where that is not to be said.
    pub(in crate::policies::breaker) fn open_until(&self) -> Time {
        match self.phase {
            Phase::Open { until } => until,
            Phase::Closed | Phase::HalfOpen { .. } | Phase::Forced(_) => Time::FIRST,
        }
    }

    /// When a call last failed.
    pub(in crate::policies::breaker) fn failed_at(&self) -> Option<Time> {
        Some(self.last_failure).filter(|at| *at != Time::FIRST)
    }

    /// The time until a call may be tried; `None` where calls go through.
    pub(in crate::policies::breaker) fn retry_after(&self, now: Time) -> Option<Duration> {
        match self.phase {
            Phase::Open { until } => Some(until.since(now)),
            Phase::HalfOpen { .. } => Some(Duration::ZERO),
            Phase::Forced(CircuitState::ForcedOpen) => Some(Duration::MAX),
            Phase::Closed | Phase::Forced(_) => None,
        }
    }
}

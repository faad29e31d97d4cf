//! Either kind of window.

use std::time::Duration;

use super::calls::Calls;
use super::size::Window;
use super::time::RecentCalls;
use super::{CircuitCounts, Sample};
use crate::policies::breaker::rule::Rules;
use crate::support::clock::Time;

/// The calls in a window.
#[derive(Clone, Debug)]
pub(in crate::policies::breaker) enum SlidingWindow {
    Calls(Calls),
    Time(Duration, RecentCalls),
}

impl SlidingWindow {
    /// In a box, for most breakers have none.
    pub(in crate::policies::breaker) fn boxed(window: Window) -> Box<Self> {
        Box::new(Self::new(window))
    }

    fn new(window: Window) -> Self {
        match window {
            Window::Calls(size) => Self::Calls(Calls::new(size)),
            Window::Time(length) => Self::Time(length, RecentCalls::default()),
        }
    }

    /// Adds a call; the counts with it.
    pub(in crate::policies::breaker) fn record(
        &mut self,
        sample: Sample,
        now: impl Fn() -> Time,
    ) -> CircuitCounts {
        match self {
            Self::Calls(calls) => {
                calls.record(sample);
                calls.counts()
            }
            Self::Time(length, recent) => {
                let now = now();
                recent.record(*length, sample, now);
                recent.counts(*length, now)
            }
        }
    }

    pub(in crate::policies::breaker) fn counts(&self, now: Time) -> CircuitCounts {
        match self {
            Self::Calls(calls) => calls.counts(),
            Self::Time(length, recent) => recent.counts(*length, now),
        }
    }

    /// Whether another call of this kind, at whatever time, would change nothing.
    pub(in crate::policies::breaker) fn is_unchanged_by(&self, sample: Sample) -> bool {
        match self {
            Self::Calls(calls) => calls.holds_only(sample),
            Self::Time(..) => false,
        }
    }

    /// Returns the end of the time in which successes may be deferred; `Time::FIRST` if they may not.
    ///
    /// | window | successes may be deferred if | until |
    /// |---|---|---|
    /// | calls | all calls succeeded, or `min_calls` is reached and no rule is met | `Time::LAST` |
    /// | time | all calls succeeded, or no rule is a rate and none is met | the newest cell ends |
    ///
    /// If changed settings meet a rule at once, the next recorded call opens the breaker.
    pub(in crate::policies::breaker) fn defer_until(&self, rules: &Rules) -> Time {
        match self {
            Self::Calls(calls) => {
                let counts = calls.counts();
                let is_known = counts.calls >= rules.min_calls.into();
                let may_defer = counts.all_succeeded() || is_known && !rules.are_met(0, &counts);
                if may_defer { Time::LAST } else { Time::FIRST }
            }
            Self::Time(length, recent) => {
                let may_defer = recent.all_succeeded() || !rules.use_rate() && !recent.meet(rules);
                let until = may_defer.then(|| recent.fills_until(*length));
                until.flatten().unwrap_or(Time::FIRST)
            }
        }
    }

    /// Records that many successes, which happened before the end that [`Self::defer_until`] returned.
    pub(in crate::policies::breaker) fn record_successes(&mut self, successes: u64) {
        match self {
            Self::Calls(calls) => calls.record_successes(successes),
            Self::Time(_, recent) => recent.record_successes(successes),
        }
    }

    pub(in crate::policies::breaker) fn clear(&mut self) {
        match self {
            Self::Calls(calls) => calls.clear(),
            Self::Time(_, recent) => recent.clear(),
        }
    }

    /// Changes the size of the window and keeps the recorded calls. A window of another kind starts empty.
    pub(in crate::policies::breaker) fn resize(&mut self, window: Window) {
        match (&mut *self, window) {
            (Self::Calls(calls), Window::Calls(size)) if calls.size() == size => {}
            (Self::Calls(calls), Window::Calls(size)) => *calls = calls.resized(size),
            (Self::Time(length, _), Window::Time(longer)) => *length = longer,
            (_, window) => *self = Self::new(window),
        }
    }
}

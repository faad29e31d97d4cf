//! The rules that open a closed breaker.

use std::fmt;
use std::time::Duration;

use super::config::{DEFAULT_WINDOW, Settings};
use super::window::{CircuitCounts, Window};
use crate::Percent;

/// The rules with defaults filled in. The breaker opens if any one is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    /// The limit of consecutive failures.
    in_a_row: Option<u32>,
    /// The limit of failures in the window.
    in_window: Option<u32>,
    failure_rate: Option<Percent>,
    /// The duration from which a call is slow, and the limit of their share.
    slow_calls: Option<(Duration, Percent)>,
    /// The fewest calls for which a rate is computed.
    pub(super) min_calls: u32,
    /// `None` if only consecutive failures count.
    pub(super) window: Option<Window>,
}

impl Rules {
    pub(super) fn of(settings: &Settings) -> Self {
        let Settings {
            failure_rate,
            slow_calls,
            ..
        } = *settings;
        let has_rate = failure_rate.is_some() || slow_calls.is_some();
        let five = match settings.window {
            Some(Window::Calls(calls)) => calls.min(5),
            _ => 5,
        };
        let threshold = settings.threshold.or((!has_rate).then_some(five));
        let window = settings
            .window
            .or(has_rate.then_some(Window::Calls(DEFAULT_WINDOW)));
        let (in_a_row, in_window) = match settings.window {
            None => (threshold, None),
            Some(_) => (None, threshold),
        };
        let min_calls = match (has_rate, settings.min_calls, window) {
            (false, ..) => 0,
            (true, Some(given), _) => given,
            (true, None, Some(Window::Calls(calls))) => calls.min(10),
            (true, None, _) => 10,
        };
        Self {
            in_a_row,
            in_window,
            failure_rate,
            slow_calls,
            min_calls,
            window,
        }
    }

    /// Whether a rule is a rate, which can rise while calls leave a time window.
    pub(super) fn use_rate(&self) -> bool {
        self.failure_rate.is_some() || self.slow_calls.is_some()
    }

    /// Whether a rule is met: `failures / calls >= rate`, in integers and without a division.
    pub(super) fn are_met(&self, failures_in_a_row: u32, counts: &CircuitCounts) -> bool {
        let CircuitCounts {
            calls,
            failures,
            slow,
        } = *counts;
        let rate_is_met = |rate: Percent, part| {
            calls >= u64::from(self.min_calls) && rate.is_reached_by(part, calls)
        };
        self.in_a_row.is_some_and(|n| failures_in_a_row >= n)
            || self.in_window.is_some_and(|n| failures >= u64::from(n))
            || self
                .failure_rate
                .is_some_and(|rate| rate_is_met(rate, failures))
            || self
                .slow_calls
                .is_some_and(|(_, rate)| rate_is_met(rate, slow))
    }
}

/// Displays the rules as an attribute writes them.
impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let threshold = self.in_a_row.or(self.in_window);
        let settings = [
            threshold.map(|n| format!("threshold = {n}")),
            self.failure_rate
                .map(|rate| format!("failure_rate = {rate}")),
            // Zero: this half is not set.
            self.slow_calls
                .filter(|(limit, _)| !limit.is_zero())
                .map(|(limit, _)| format!("slow_call = {limit:?}")),
            self.slow_calls
                .filter(|(_, rate)| rate.millionths() > 0)
                .map(|(_, rate)| format!("slow_rate = {rate}")),
            self.window.map(|window| format!("window = {window}")),
            (self.min_calls > 0).then(|| format!("min_calls = {}", self.min_calls)),
        ];
        let settings: Vec<_> = settings.into_iter().flatten().collect();
        f.write_str(&settings.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CircuitBreaker;

    fn counts(calls: u64, failures: u64, slow: u64) -> CircuitCounts {
        let mut counts = CircuitCounts::default();
        (counts.calls, counts.failures, counts.slow) = (calls, failures, slow);
        counts
    }

    #[test]
    fn a_rate_is_met_at_the_first_whole_number_that_reaches_it() {
        for percent in 1..=100_u32 {
            let rate = Percent::new(percent);
            let rules = Rules::of(&CircuitBreaker::builder("exact").failure_rate(rate).settings);
            for calls in (10..=200_u64).step_by(7) {
                let first = (u64::from(percent) * calls).div_ceil(100);
                assert!(rules.are_met(0, &counts(calls, first, 0)));
                assert!(!rules.are_met(0, &counts(calls, first - 1, 0)));
            }
        }
    }

    #[test]
    fn no_rate_is_met_before_there_are_enough_calls() {
        let half = Percent::new(50);
        let slow = CircuitBreaker::builder("enough").slow_calls(Duration::from_secs(1), half);
        let rules = Rules::of(&slow.min_calls(20).settings);
        assert!(!rules.are_met(19, &counts(19, 19, 19)));
        assert!(!rules.are_met(20, &counts(20, 20, 9)));
        assert!(rules.are_met(0, &counts(20, 0, 10)));
    }

    #[test]
    fn a_window_smaller_than_the_default_of_calls_is_enough_when_it_is_full() {
        let rate = CircuitBreaker::builder("small").failure_rate(Percent::new(50));
        let rules = Rules::of(&rate.window(Window::Calls(4)).settings);
        assert!(!rules.are_met(3, &counts(3, 3, 0)));
        assert!(rules.are_met(0, &counts(4, 2, 0)));
    }
}

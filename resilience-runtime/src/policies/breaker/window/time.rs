//! A window of the calls in the last period.
//!
//! Calls close together share a cell. A cell covers 1/64 of the window, from its first call on. It is
//! removed when its first call is older than the window. So:
//!
//! | a call | is counted for |
//! |---|---|
//! | alone in its cell | exactly the length of the window |
//! | after the first call of its cell | up to 1/64 of the window less |

use std::collections::VecDeque;
use std::time::Duration;

use super::{CircuitCounts, Sample};
use crate::policies::breaker::rule::Rules;
use crate::support::clock::Time;

const CELLS: u32 = 64;

#[derive(Clone, Debug, Default)]
pub(in crate::policies::breaker) struct RecentCalls {
    cells: VecDeque<Cell>,
    counts: CircuitCounts,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    from: Time,
    counts: CircuitCounts,
}

impl RecentCalls {
    pub(super) fn record(&mut self, length: Duration, sample: Sample, now: Time) {
        while let Some(cell) = self.cells.front().filter(|cell| cell.is_over(length, now)) {
            self.counts.remove_all(cell.counts);
            self.cells.pop_front();
        }
        self.counts.add(sample);
        match self.cells.back_mut() {
            Some(cell) if now.is_within(length, CELLS, cell.from) || now <= cell.from => {
                cell.counts.add(sample);
            }
            _ => {
                let mut counts = CircuitCounts::default();
                counts.add(sample);
                self.cells.push_back(Cell { from: now, counts });
            }
        }
    }

    /// Whether all calls succeeded, including calls that are too old.
    pub(super) fn all_succeeded(&self) -> bool {
        self.counts.all_succeeded()
    }

    /// Whether the calls meet a rule, including calls that are too old.
    pub(super) fn meet(&self, rules: &Rules) -> bool {
        rules.are_met(0, &self.counts)
    }

    /// Returns the end of the newest cell.
    pub(super) fn fills_until(&self, length: Duration) -> Option<Time> {
        let cell = self.cells.back()?;
        Some(cell.from.after_part(length, CELLS))
    }

    /// Records that many successes in the newest cell.
    pub(super) fn record_successes(&mut self, successes: u64) {
        if let Some(cell) = self.cells.back_mut() {
            cell.counts.calls += successes;
            self.counts.calls += successes;
        }
    }

    /// Returns the counts at `now`.
    pub(super) fn counts(&self, length: Duration, now: Time) -> CircuitCounts {
        let mut counts = self.counts;
        let over = self
            .cells
            .iter()
            .take_while(|cell| cell.is_over(length, now));
        over.for_each(|cell| counts.remove_all(cell.counts));
        counts
    }

    pub(super) fn clear(&mut self) {
        self.cells.clear();
        self.counts = CircuitCounts::default();
    }
}

impl Cell {
    fn is_over(&self, length: Duration, now: Time) -> bool {
        now.since(self.from) >= length
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        #[cfg_attr(miri, ignore = "hundreds of histories, of numbers only")]
        fn a_call_counts_for_the_window_less_a_64th_at_most(
            length in 1..2_000_u64,
            steps in prop::collection::vec((0..100_u64, any::<bool>(), any::<bool>()), 1..400),
        ) {
            let length = Duration::from_nanos(length);
            let (mut recent, mut now) = (RecentCalls::default(), Time::ZERO);
            let mut plain: Vec<(Time, Sample)> = Vec::new();
            for (step, failed, slow) in steps {
                now = now.after(Duration::from_nanos(step));
                let sample = Sample { failed, slow };
                recent.record(length, sample, now);
                plain.push((now, sample));
                let younger_than = |age: Duration| {
                    let within = plain.iter().filter(|(at, _)| now.since(*at) < age);
                    let mut counts = CircuitCounts::default();
                    within.for_each(|(_, sample)| counts.add(*sample));
                    counts
                };
                let (all, sure) = (younger_than(length), younger_than(length.saturating_sub(length / CELLS)));
                let counts = recent.counts(length, now);
                prop_assert!(sure.calls <= counts.calls && counts.calls <= all.calls);
                prop_assert!(sure.failures <= counts.failures && counts.failures <= all.failures);
                prop_assert!(sure.slow <= counts.slow && counts.slow <= all.slow);
                prop_assert!(recent.cells.len() <= CELLS as usize + 1);
            }
        }
    }

    #[test]
    fn a_call_alone_counts_until_the_window_is_over_to_the_nanosecond() {
        let length = Duration::from_secs(10);
        let mut recent = RecentCalls::default();
        let failure = Sample {
            failed: true,
            slow: false,
        };
        recent.record(length, failure, Time::ZERO);
        let last = Time::ZERO.after(Duration::new(9, 999_999_999));
        assert_eq!(recent.counts(length, last).failures, 1);
        assert_eq!(recent.counts(length, Time::ZERO.after(length)).failures, 0);
    }

    #[test]
    fn a_clock_that_steps_back_joins_the_newest_cell() {
        let length = Duration::from_nanos(1);
        let mut recent = RecentCalls::default();
        let success = Sample {
            failed: false,
            slow: false,
        };
        recent.record(length, success, Time::ZERO.after(Duration::from_secs(1)));
        recent.record(length, success, Time::ZERO);
        assert_eq!((recent.counts.calls, recent.cells.len()), (2, 1));
    }
}

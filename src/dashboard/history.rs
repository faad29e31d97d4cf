//! The last two minutes of every tile.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::counts::{Counts, number, rounded};
use super::group::Group;
use crate::Name;

/// The number of seconds that are kept. One more sample marks their start.
const SAMPLES: usize = 121;
/// The maximum number of tiles with a history. Each history takes 8 kilobytes.
const TILES: usize = 1_000;
/// The time that recent counts and rates cover.
const RECENT: Duration = Duration::from_secs(10);

/// The counts of every tile for each second of the last two minutes.
#[derive(Debug, Default)]
pub(super) struct History {
    times: VecDeque<Instant>,
    /// The last sample of each tile belongs to the last time.
    tiles: HashMap<Name, VecDeque<Counts>>,
}

/// The counts of the last ten seconds, or since the first sample.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Recent {
    pub(super) counts: Counts,
    seconds: f64,
}

/// Calls and errors per second, for each second that is kept, the oldest first.
#[derive(Debug, Default, serde::Serialize)]
pub(super) struct Sparkline {
    calls: Vec<f64>,
    errors: Vec<f64>,
}

impl History {
    /// Adds a sample. Drops the history of tiles that no longer exist.
    pub(super) fn push(&mut self, now: Instant, groups: &BTreeMap<Name, Group>) {
        if self.times.len() == SAMPLES {
            self.times.pop_front();
        }
        self.times.push_back(now);
        self.tiles.retain(|name, _| groups.contains_key(name));
        for (name, group) in groups {
            if !self.tiles.contains_key(name) && self.tiles.len() == TILES {
                continue;
            }
            let past = self.tiles.entry(name.clone()).or_default();
            if past.len() == SAMPLES {
                past.pop_front();
            }
            past.push_back(group.counts());
        }
    }

    /// The recent counts of the tile of that name, whose totals are `counts` now.
    pub(super) fn recent(&self, name: &Name, now: Instant, counts: &Counts) -> Recent {
        // A sample may be a little late.
        let oldest = now.checked_sub(RECENT + RECENT / 20);
        let samples = self.samples(name);
        let begin = samples.into_iter().find(|(at, _)| Some(*at) >= oldest);
        begin.map_or_else(Recent::default, |(at, before)| Recent {
            counts: counts.since(before),
            seconds: (now - at).as_secs_f64(),
        })
    }

    pub(super) fn sparkline(&self, name: &Name) -> Sparkline {
        let mut line = Sparkline::default();
        let later = self.samples(name).skip(1);
        for ((before, from), (after, to)) in self.samples(name).zip(later) {
            let (counts, seconds) = (to.since(from), (after - before).as_secs_f64());
            line.calls.push(per_second(counts.asked(), seconds));
            line.errors.push(per_second(counts.errors(), seconds));
        }
        line
    }

    fn samples(&self, name: &Name) -> impl Iterator<Item = (Instant, &Counts)> {
        let past = self.tiles.get(name).into_iter().flatten();
        let count = self.tiles.get(name).map_or(0, VecDeque::len);
        let times = self.times.iter().skip(self.times.len() - count);
        times.copied().zip(past)
    }
}

impl Recent {
    /// Requested calls per second.
    pub(super) fn rate(&self) -> f64 {
        per_second(self.counts.asked(), self.seconds)
    }

    /// Retries per admitted call; `None` without an admitted call.
    pub(super) fn retries_per_call(&self) -> Option<f64> {
        let calls = self.counts.calls();
        (calls > 0).then(|| rounded(number(self.counts.retries) / number(calls)))
    }
}

fn per_second(count: u64, seconds: f64) -> f64 {
    if seconds > 0.0 {
        rounded(number(count) / seconds)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::__private::overviews;

    /// The group of a breaker with that many successes.
    fn groups(succeeded: u64) -> BTreeMap<Name, Group> {
        crate::CircuitBreaker::builder("a past").build();
        let mut policies = overviews();
        policies.retain(|it| it.name == "a past");
        for results in policies.iter_mut().filter_map(|it| it.results.as_mut()) {
            results.succeeded = succeeded;
        }
        let group = Group {
            policies,
            ..Group::default()
        };
        BTreeMap::from([(Name::from("a past"), group)])
    }

    #[test]
    fn ten_seconds_count_and_two_minutes_are_kept() {
        let (mut history, name, start) = (History::default(), Name::from("a past"), Instant::now());
        let at = |second: u64| start + Duration::from_secs(second);
        for second in 0..500_u64 {
            history.push(at(second), &groups(second * 3));
        }
        let counts = groups(1_497)[&name].counts();
        let recent = history.recent(&name, at(499), &counts);
        assert_eq!(recent.counts.succeeded, 30);
        assert!((recent.rate() - 3.0).abs() < 1e-9);
        let line = history.sparkline(&name);
        assert_eq!(line.calls, [3.0; SAMPLES - 1]);
        assert_eq!(line.errors, [0.0; SAMPLES - 1]);
        assert_eq!(history.times.len(), SAMPLES);
    }

    #[test]
    fn a_tile_that_comes_later_has_a_shorter_past_and_one_that_goes_has_none() {
        let (mut history, name, start) = (History::default(), Name::from("a past"), Instant::now());
        let at = |second: u64| start + Duration::from_secs(second);
        for second in 0..20 {
            history.push(at(second), &BTreeMap::new());
        }
        for second in 20..23 {
            history.push(at(second), &groups(second));
        }
        assert_eq!(history.sparkline(&name).calls, [1.0, 1.0]);
        let now = groups(22)[&name].counts();
        assert_eq!(history.recent(&name, at(22), &now).counts.succeeded, 2);
        history.push(at(23), &BTreeMap::new());
        assert!(history.sparkline(&name).calls.is_empty());
        assert!(history.tiles.is_empty());
    }

    #[test]
    fn a_second_that_was_missed_makes_no_peak() {
        let (mut history, name, start) = (History::default(), Name::from("a past"), Instant::now());
        for (second, succeeded) in [(0, 0), (1, 5), (5, 25)] {
            history.push(start + Duration::from_secs(second), &groups(succeeded));
        }
        assert_eq!(history.sparkline(&name).calls, [5.0, 5.0]);
    }
}

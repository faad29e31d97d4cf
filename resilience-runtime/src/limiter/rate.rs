//! What the settings amount to, for the path that every call takes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::config::Settings;

/// The longest time that a whole burst may take to come: far enough from the 292 years that a
/// [`Time`](crate::clock::Time) can tell.
const CENTURY: Duration = Duration::from_secs(100 * 365 * 86_400);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    /// The time that one permit takes to come.
    pub(super) interval: Duration,
    /// How far ahead of its time a permit may be taken: all of the burst but the one that is due.
    pub(super) tolerance: Duration,
    /// How long a call may wait.
    pub(super) wait: Duration,
}

impl Rate {
    /// The interval is rounded up, so that never more than `max` permits come in `per`.
    ///
    /// While no site gives `max` and `per`, 100 a second stand in, so that the service still runs
    /// and is still guarded; `registry::validate` reports it.
    pub(super) fn of(settings: &Settings) -> Self {
        let (max, per) = (
            settings.max.unwrap_or(100),
            settings.per.unwrap_or(Duration::from_secs(1)),
        );
        let burst = settings.burst.unwrap_or(max);
        let nanos = per.as_nanos().div_ceil(u128::from(max)).max(1);
        let nanos = u64::try_from(nanos).unwrap_or(u64::MAX);
        let interval = Duration::from_nanos(nanos).min(CENTURY / burst);
        Self {
            interval,
            tolerance: interval * (burst - 1),
            wait: settings.wait,
        }
    }
}

/// A rate that every call reads without a lock, and that seldom changes.
///
/// In the moment of a change a call may see old and new values side by side, as if it had come
/// just before or just after. Who sees the word that was swapped after the change sees all of it,
/// so `Relaxed` is enough here.
#[derive(Debug)]
pub(super) struct SharedRate {
    interval: AtomicU64,
    tolerance: AtomicU64,
    wait: AtomicU64,
}

impl SharedRate {
    pub(super) fn new(rate: Rate) -> Self {
        Self {
            interval: AtomicU64::new(nanos(rate.interval)),
            tolerance: AtomicU64::new(nanos(rate.tolerance)),
            wait: AtomicU64::new(nanos(rate.wait)),
        }
    }

    pub(super) fn get(&self) -> Rate {
        let read = |word: &AtomicU64| Duration::from_nanos(word.load(Ordering::Relaxed));
        Rate {
            interval: read(&self.interval),
            tolerance: read(&self.tolerance),
            wait: read(&self.wait),
        }
    }

    pub(super) fn set(&self, rate: Rate) {
        self.interval.store(nanos(rate.interval), Ordering::Relaxed);
        self.tolerance
            .store(nanos(rate.tolerance), Ordering::Relaxed);
        self.wait.store(nanos(rate.wait), Ordering::Relaxed);
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_as_it_was_set_and_the_longest_wait_is_centuries() {
        let settings = Settings {
            max: Some(3),
            per: Some(Duration::from_secs(1)),
            burst: Some(2),
            wait: Duration::MAX,
        };
        let rate = Rate::of(&settings);
        assert_eq!(rate.interval, Duration::from_nanos(333_333_334));
        assert_eq!(rate.tolerance, rate.interval);
        let shared = SharedRate::new(Rate::of(&Settings::DEFAULT));
        shared.set(rate);
        assert_eq!(shared.get().interval, rate.interval);
        assert!(shared.get().wait > 5 * CENTURY);
    }
}

//! What the settings amount to, for the path that every call takes.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::config::{Settings, UNSET_MAX};
use crate::support::clock::Nanos;
use crate::support::sync::Word;

/// The longest tolerance and the longest wait. With an interval, which is half as long at most, they
/// reach no further ahead than a [`Time`](crate::support::clock::Time) can tell, which is 292 years.
const MAX_AHEAD: Nanos = Nanos(100 * 365 * 86_400 * 1_000_000_000);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    /// The time that one permit takes to come.
    pub(super) interval: Nanos,
    /// How far ahead of its time a permit may be taken: all of the burst but the one that is due.
    pub(super) tolerance: Nanos,
    /// How long a call may wait.
    pub(super) wait: Nanos,
}

impl Rate {
    /// That of a limiter that is switched off: more at once than anybody calls.
    const OFF: Self = Self {
        interval: Nanos(1),
        tolerance: MAX_AHEAD,
        wait: MAX_AHEAD,
    };

    /// The interval is rounded up, so that never more than `max` permits come in `per`. It does not
    /// depend on the burst, which is cut where its permits would take more than a century to come.
    ///
    /// While no site gives `max` and `per`, 100 a second stand in, so that the service still runs
    /// and is still guarded; `registry::validate` reports it.
    pub(super) fn of(settings: &Settings) -> Self {
        if !settings.enabled {
            return Self::OFF;
        }
        let (max, per) = (
            settings.max.unwrap_or(UNSET_MAX),
            settings.per.unwrap_or(Duration::from_secs(1)),
        );
        let burst = settings.burst();
        let nanos = per.as_nanos().div_ceil(u128::from(max)).max(1);
        let nanos = u64::try_from(nanos).unwrap_or(u64::MAX);
        let interval = nanos.min(MAX_AHEAD.0 / 2);
        let tolerance = interval.saturating_mul((burst - 1).into());
        Self {
            interval: Nanos(interval),
            tolerance: Nanos(tolerance).min(MAX_AHEAD),
            wait: Nanos::from(settings.wait).min(MAX_AHEAD),
        }
    }
}

/// A rate that every call reads without a lock, and that seldom changes.
///
/// In the moment of a change a call may see old and new values side by side. It must not act on
/// them: the word from which it started is swapped for another before the change and after it, and
/// who has read a new value with `Acquire` finds that it was.
#[derive(Debug)]
pub(super) struct SharedRate {
    interval: Word,
    tolerance: Word,
    wait: Word,
}

impl SharedRate {
    pub(super) fn new(rate: Rate) -> Self {
        Self {
            interval: Word::new(rate.interval.0),
            tolerance: Word::new(rate.tolerance.0),
            wait: Word::new(rate.wait.0),
        }
    }

    #[inline]
    pub(super) fn get(&self) -> Rate {
        let read = |word: &Word| Nanos(word.load(Ordering::Acquire));
        Rate {
            interval: read(&self.interval),
            tolerance: read(&self.tolerance),
            wait: read(&self.wait),
        }
    }

    pub(super) fn set(&self, rate: Rate) {
        let write = |word: &Word, Nanos(nanos)| word.store(nanos, Ordering::Release);
        write(&self.interval, rate.interval);
        write(&self.tolerance, rate.tolerance);
        write(&self.wait, rate.wait);
    }
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_as_it_was_set_and_the_longest_wait_is_a_century() {
        let settings = Settings {
            max: Some(3),
            per: Some(Duration::from_secs(1)),
            burst: Some(2),
            wait: Duration::MAX,
            enabled: true,
        };
        let rate = Rate::of(&settings);
        assert_eq!(rate.interval, Nanos(333_333_334));
        assert_eq!(rate.tolerance, rate.interval);
        let shared = SharedRate::new(Rate::of(&Settings::DEFAULT));
        shared.set(rate);
        assert_eq!(shared.get(), rate);
        assert_eq!(rate.wait, MAX_AHEAD);
    }
}

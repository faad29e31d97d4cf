//! The rate: the settings in the units of the algorithm, readable without a lock.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::config::{Settings, UNSET_MAX};
use crate::support::clock::Nanos;
use crate::support::sync::Word;

/// The longest tolerance and the longest wait: 100 years.
///
/// With an interval of at most 50 years, no time is further ahead than a
/// [`Time`](crate::support::clock::Time) can represent, which is 292 years.
const MAX_AHEAD: Nanos = Nanos(100 * 365 * 86_400 * 1_000_000_000);

/// The settings as the generic cell rate algorithm needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    /// The time between two permits.
    pub(super) interval: Nanos,
    /// How far ahead of its time a permit may be taken: the intervals of the burst, without the permit that is due.
    pub(super) tolerance: Nanos,
    /// The longest wait of a call.
    pub(super) wait: Nanos,
}

impl Rate {
    /// The rate of a disabled limiter: more permits than any program uses.
    const OFF: Self = Self {
        interval: Nanos(1),
        tolerance: MAX_AHEAD,
        wait: MAX_AHEAD,
    };

    /// Computes the rate from the settings.
    ///
    /// The interval is rounded up, so there are never more than `max` permits in `per`. It does not
    /// depend on the burst, which is limited to the permits of 100 years.
    ///
    /// While no site gives `max` and `per`, the rate is 100 calls per second. So the service is still
    /// protected; `registry::validate` reports the missing setting.
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

/// A rate that calls read without a lock.
///
/// During a change a call may read a mix of old and new values. It must not act on them: the word
/// with the next permit's time is changed before and after the rate, so the compare-and-swap of such a call fails.
/// A call that has read a new value with `Acquire` also sees that the word has changed.
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
    fn a_rate_is_read_as_it_was_set_and_a_wait_is_at_most_100_years() {
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

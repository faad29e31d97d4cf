//! The machine of a rate limiter: the generic cell rate algorithm, pure, with the time as an
//! argument.
//!
//! Permits are due one `interval` apart. The state is the time at which the next is due if every
//! call came as late as it may, which is one atomic word. A call may run ahead of that by the
//! `tolerance`, which is what makes a burst; beyond it, it waits. (ITU-T Recommendation I.371, annex
//! A: the virtual scheduling algorithm.)
//!
//! | a call comes | the next permit is due | answer |
//! |---|---|---|
//! | within the tolerance | one interval later, counted from now if it was overdue | starts at once |
//! | ahead of it, by no more than `wait` | one interval later | waits in the [`queue`](super::queue) |
//! | ahead of it by more | unchanged | rejected, with the time until a permit is due |
//!
//! The word tells where the queue ends, so that only those who are in it need to know more. What all
//! of it amounts to is in the table on [`RateLimiter`](super::RateLimiter), which `tests/states.rs` checks.

use std::time::Duration;

use super::rate::Rate;
use crate::support::clock::{Nanos, Time};

/// When the next permit of an unused limiter is due: long ago, by whatever clock it is read.
pub(super) const LONG_AGO: Time = Time::FIRST;

/// Takes a permit: the time of the next one, and how long this one is still to come.
#[inline]
pub(super) fn take(rate: &Rate, due: Time, now: Time) -> (Time, Nanos) {
    let wait = due.before(rate.tolerance).nanos_since(now);
    (due.max(now).after(rate.interval), wait)
}

/// Takes a permit, if it comes within `wait`.
///
/// # Errors
///
/// The time until a permit comes, where that is longer than the caller may wait.
pub(super) fn reserve(rate: &Rate, due: Time, now: Time) -> Result<(Time, Duration), Duration> {
    let (next, wait) = take(rate, due, now);
    if wait > rate.wait {
        return Err(wait.into());
    }
    Ok((next, wait.into()))
}

/// Returns how many calls could start at once.
pub(super) fn available(rate: &Rate, due: Time, now: Time) -> u32 {
    let Nanos(ahead) = due.nanos_since(now);
    let Some(spare) = rate.tolerance.0.checked_sub(ahead) else {
        return 0;
    };
    let spare = spare / rate.interval.0;
    u32::try_from(spare).unwrap_or(u32::MAX).saturating_add(1)
}

/// How far ahead of now the next permit is due by another rate, of `ahead` by the old one.
///
/// As many permits ahead, so that a slower rate does not forget what was taken and a faster one does
/// not wait for it; at most a whole burst, for more could not have been taken from the new bucket.
pub(super) fn adopt(old: &Rate, new: &Rate, Nanos(ahead): Nanos) -> Nanos {
    let ahead = u128::from(ahead) * u128::from(new.interval.0);
    let ahead = ahead.div_ceil(old.interval.0.into());
    let most = new.interval.0 + new.tolerance.0;
    Nanos(u64::try_from(ahead).map_or(most, |ahead| ahead.min(most)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::rate_limiter::config::Settings;

    const SECOND: Duration = Duration::from_secs(1);

    fn rate(max: u32, per: Duration, burst: Option<u32>, wait: Duration) -> Rate {
        Rate::of(&Settings {
            max: Some(max),
            per: Some(per),
            burst,
            wait,
            enabled: true,
        })
    }

    #[test]
    fn a_call_goes_or_waits_or_is_refused() {
        let rate = rate(1, SECOND, Some(2), SECOND);
        let now = Time::ZERO.after(9 * SECOND);
        let ahead = |time| reserve(&rate, now.after(time), now);
        assert_eq!(
            reserve(&rate, LONG_AGO, now),
            Ok((now.after(SECOND), Duration::ZERO)),
            "an overdue permit is counted from now"
        );
        assert_eq!(ahead(SECOND), Ok((now.after(2 * SECOND), Duration::ZERO)));
        assert_eq!(ahead(2 * SECOND), Ok((now.after(3 * SECOND), SECOND)));
        assert_eq!(ahead(3 * SECOND), Err(2 * SECOND));
    }

    #[test]
    fn a_burst_goes_at_once_and_the_rest_at_the_rate() {
        let rate = rate(10, SECOND, Some(3), SECOND);
        let now = Time::ZERO;
        let mut due = now;
        let mut waits = Vec::new();
        while let Ok((next, wait)) = reserve(&rate, due, now) {
            due = next;
            waits.push(wait.as_millis());
        }
        assert_eq!(
            waits,
            [0, 0, 0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]
        );
        assert_eq!(reserve(&rate, due, now), Err(Duration::from_millis(1100)));
        assert_eq!(available(&rate, now, now), 3);
        assert_eq!(
            available(&rate, due, now.after(Duration::from_millis(1250))),
            2
        );
    }

    #[test]
    fn a_rate_that_does_not_divide_is_never_exceeded() {
        let rate = rate(3, SECOND, Some(1), Duration::ZERO);
        let (mut due, mut went) = (Time::ZERO, 0);
        for nanos in (0..=1_000_000_000_u64).step_by(1_000_000) {
            if let Ok((next, _)) =
                reserve(&rate, due, Time::ZERO.after(Duration::from_nanos(nanos)))
            {
                due = next;
                went += 1;
            }
        }
        assert_eq!(went, 3);
    }

    #[test]
    fn extreme_settings_neither_overflow_nor_panic() {
        for max in [1, u32::MAX] {
            for time in [Duration::from_nanos(1), 31_536_000 * SECOND, Duration::MAX] {
                for burst in [None, Some(1), Some(u32::MAX)] {
                    let rate = rate(max, time, burst, time);
                    for now in [Time::ZERO, Time::ZERO.after(Duration::MAX)] {
                        let (due, _) = reserve(&rate, Time::ZERO, now).expect("the first goes");
                        let _ = reserve(&rate, due, now);
                        available(&rate, due, now);
                        assert_eq!(adopt(&rate, &rate, rate.interval), rate.interval);
                        let whole = Nanos(rate.interval.0 + rate.tolerance.0);
                        assert_eq!(adopt(&rate, &rate, Nanos(u64::MAX)), whole);
                    }
                }
            }
        }
    }

    #[test]
    fn the_longest_of_times_lets_a_burst_go_and_no_more() {
        // An interval of a year, and one of fifty: of a burst what comes in a century, and one.
        for (time, most) in [(31_536_000 * SECOND, 101), (Duration::MAX, 3)] {
            for burst in [1, 2, 50, u32::MAX] {
                let rate = rate(1, time, Some(burst), Duration::ZERO);
                let (mut due, mut went) = (LONG_AGO, 0);
                for second in 0..200 {
                    let now = Time::ZERO.after(second * SECOND);
                    if let Ok((next, _)) = reserve(&rate, due, now) {
                        due = next;
                        went += 1;
                    }
                }
                assert_eq!(went, burst.min(most), "{rate:?}");
            }
        }
    }
}

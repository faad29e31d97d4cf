//! The state machine of a rate limiter: the generic cell rate algorithm. Pure functions; the time is an
//! argument.
//!
//! Permits are due one `interval` apart. The state is one time, `due`, at which the next permit is due. It
//! fits into an atomic word. A call may start ahead of `due` by the `tolerance`, which allows a burst.
//! Beyond the tolerance it waits. (ITU-T Recommendation I.371, annex A: the virtual scheduling algorithm,
//! where `due` is called the theoretical arrival time, `TAT`.)
//!
//! | a call arrives | the next permit is due | result |
//! |---|---|---|
//! | within the tolerance | one interval later, counted from now if it was overdue | starts at once |
//! | before the tolerance, by at most `wait` | one interval later | waits in the [`queue`](super::queue) |
//! | before the tolerance, by more than `wait` | unchanged | rejected, with the time until a permit is due |
//!
//! `due` also shows where the queue ends, so only calls that wait need the queue. The resulting states
//! are in the table on [`RateLimiter`](super::RateLimiter), which `tests/states.rs` checks.

use std::time::Duration;

use super::rate::Rate;
use crate::support::clock::{Nanos, Time};

/// When the next permit of an unused limiter is due: in the past of every clock.
pub(super) const LONG_AGO: Time = Time::FIRST;

/// Takes a permit; returns when the next one is due, and how long the call must wait for this one.
#[inline]
pub(super) fn take(rate: &Rate, due: Time, now: Time) -> (Time, Nanos) {
    let wait = due.before(rate.tolerance).nanos_since(now);
    (due.max(now).after(rate.interval), wait)
}

/// Takes a permit if the call has to wait at most `rate.wait` for it.
///
/// # Errors
///
/// The time until a permit is available, if that is longer than `rate.wait`.
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

/// Converts `ahead`, the time until the next permit is due, from the old rate to the new one.
///
/// The number of permits stays the same, but is at most the new burst. So a slower rate does not
/// forget used permits, and a faster rate does not wait for them at the old speed.
pub(super) fn rescale(old: &Rate, new: &Rate, Nanos(ahead): Nanos) -> Nanos {
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
    fn a_call_is_admitted_or_waits_or_is_rejected() {
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
    fn a_burst_starts_at_once_and_the_rest_at_the_rate() {
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
        let (mut due, mut started) = (Time::ZERO, 0);
        for nanos in (0..=1_000_000_000_u64).step_by(1_000_000) {
            if let Ok((next, _)) =
                reserve(&rate, due, Time::ZERO.after(Duration::from_nanos(nanos)))
            {
                due = next;
                started += 1;
            }
        }
        assert_eq!(started, 3);
    }

    #[test]
    fn extreme_settings_neither_overflow_nor_panic() {
        for max in [1, u32::MAX] {
            for time in [Duration::from_nanos(1), 31_536_000 * SECOND, Duration::MAX] {
                for burst in [None, Some(1), Some(u32::MAX)] {
                    let rate = rate(max, time, burst, time);
                    for now in [Time::ZERO, Time::ZERO.after(Duration::MAX)] {
                        let (due, _) =
                            reserve(&rate, Time::ZERO, now).expect("the first is admitted");
                        let _ = reserve(&rate, due, now);
                        available(&rate, due, now);
                        assert_eq!(rescale(&rate, &rate, rate.interval), rate.interval);
                        let whole = Nanos(rate.interval.0 + rate.tolerance.0);
                        assert_eq!(rescale(&rate, &rate, Nanos(u64::MAX)), whole);
                    }
                }
            }
        }
    }

    #[test]
    fn the_longest_time_admits_a_burst_and_no_more() {
        // Intervals of 1 and 50 years: a burst is limited to the permits of 100 years, and one.
        for (time, most) in [(31_536_000 * SECOND, 101), (Duration::MAX, 3)] {
            for burst in [1, 2, 50, u32::MAX] {
                let rate = rate(1, time, Some(burst), Duration::ZERO);
                let (mut due, mut started) = (LONG_AGO, 0);
                for second in 0..200 {
                    let now = Time::ZERO.after(second * SECOND);
                    if let Ok((next, _)) = reserve(&rate, due, now) {
                        due = next;
                        started += 1;
                    }
                }
                assert_eq!(started, burst.min(most), "{rate:?}");
            }
        }
    }
}

//! The machine of a rate limiter: the generic cell rate algorithm, pure, with the time as an
//! argument.
//!
//! Permits are due one `interval` apart. The whole state is the time at which the next is due if
//! every call came as late as it may. A call may run ahead of that by the `tolerance`, which is what
//! makes a burst; beyond it, it waits. (ITU-T Recommendation I.371, annex A: the virtual scheduling
//! algorithm.)
//!
//! | a call comes | the next permit is due | answer |
//! |---|---|---|
//! | within the tolerance | one interval later, counted from now if it was overdue | goes at once |
//! | ahead of it, by no more than `wait` | one interval later | goes when its time has come |
//! | ahead of it by more | unchanged | refused, with the time until it could go |
//!
//! A reservation that is given up makes the next permit due one interval earlier, if it was the last.

use std::time::Duration;

use super::config::Settings;
use crate::clock::Time;

/// When the next permit of an unused limiter is due: long ago, by whatever clock it is read.
pub(super) const UNUSED: Time = Time::FIRST;

/// Reserves a permit: the time of the next one, and how long this one is still to come.
///
/// # Errors
///
/// The time until a permit comes, where that is longer than the caller may wait.
pub(super) fn reserve(
    settings: &Settings,
    due: Time,
    now: Time,
) -> Result<(Time, Duration), Duration> {
    let wait = due.before(settings.tolerance()).since(now);
    if wait > settings.wait {
        return Err(wait);
    }
    Ok((due.max(now).after(settings.interval()), wait))
}

/// Gives a reservation up: the time of the next permit.
pub(super) fn give_up(settings: &Settings, due: Time) -> Time {
    due.before(settings.interval())
}

/// The time of the next permit by other settings: as many permits ahead as by the old ones, so that
/// a slower rate does not forget what was taken and a faster one does not wait for it.
pub(super) fn adopt(old: &Settings, new: &Settings, due: Time, now: Time) -> Time {
    if due <= now {
        return due;
    }
    let ahead = due.since(now).as_nanos() * new.interval().as_nanos();
    let ahead = ahead.div_ceil(old.interval().as_nanos());
    now.after(Duration::from_nanos(
        u64::try_from(ahead).unwrap_or(u64::MAX),
    ))
}

/// How many calls could go at once.
pub(super) fn available(settings: &Settings, due: Time, now: Time) -> u32 {
    let tolerance = settings.tolerance();
    let ahead = due.since(now);
    if ahead > tolerance {
        return 0;
    }
    let spare = tolerance.saturating_sub(ahead).as_nanos() / settings.interval().as_nanos();
    u32::try_from(spare).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn settings(max: u32, per: Duration, burst: Option<u32>, wait: Duration) -> Settings {
        Settings {
            max: Some(max),
            per: Some(per),
            burst,
            wait,
        }
    }

    #[test]
    fn a_burst_goes_at_once_and_the_rest_at_the_rate() {
        let settings = settings(10, SECOND, Some(3), SECOND);
        let now = Time::ZERO;
        let mut due = now;
        let mut waits = Vec::new();
        while let Ok((next, wait)) = reserve(&settings, due, now) {
            due = next;
            waits.push(wait.as_millis());
        }
        assert_eq!(
            waits,
            [0, 0, 0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]
        );
        assert_eq!(
            reserve(&settings, due, now),
            Err(Duration::from_millis(1100))
        );
        assert_eq!(
            reserve(&settings, give_up(&settings, due), now).map(|it| it.1),
            Ok(SECOND)
        );
        assert_eq!(available(&settings, now, now), 3);
        assert_eq!(
            available(&settings, due, now.after(Duration::from_millis(1250))),
            2
        );
    }

    #[test]
    fn a_rate_that_does_not_divide_is_never_exceeded() {
        let settings = settings(3, SECOND, Some(1), Duration::ZERO);
        let (mut due, mut went) = (Time::ZERO, 0);
        for nanos in (0..=1_000_000_000_u64).step_by(1_000_000) {
            if let Ok((next, _)) = reserve(
                &settings,
                due,
                Time::ZERO.after(Duration::from_nanos(nanos)),
            ) {
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
                    let settings = settings(max, time, burst, time);
                    for now in [Time::ZERO, Time::ZERO.after(Duration::MAX)] {
                        let (due, _) = reserve(&settings, Time::ZERO, now).expect("the first goes");
                        let _ = reserve(&settings, due, now);
                        available(&settings, due, now);
                        adopt(&settings, &settings, due, now);
                        give_up(&settings, due);
                    }
                }
            }
        }
    }
}

//! Real time, for the measurements.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures real time, whatever the runtime's clock says"
)]
#[inline]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The time in nanoseconds at timer-tick resolution, the cheapest clock of the kernel.
#[cfg(target_os = "linux")]
#[inline]
pub(crate) fn tick() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::MonotonicCoarse);
    u64::try_from(now.tv_sec * 1_000_000_000 + now.tv_nsec).unwrap_or(0)
}

/// How long `work` takes.
pub(crate) fn time(work: impl FnOnce()) -> Duration {
    let start = now();
    work();
    start.elapsed()
}

/// Today as `2026-04-14`, in UTC.
pub(crate) fn today() -> String {
    #[expect(clippy::disallowed_methods, reason = "the report bears the real date")]
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let (year, month, day) = civil(seconds / 86_400);
    format!("{year}-{month:02}-{day:02}")
}

/// The date so many days after 1970-01-01: `civil_from_days` of Howard Hinnant's
/// "chrono-Compatible Low-Level Date Algorithms", for days from then on.
const fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year + era * 400 + (month <= 2) as u64;
    (year, month, day)
}

const _: () = assert!(matches!(civil(0), (1970, 1, 1)));
const _: () = assert!(matches!(civil(19_782), (2024, 2, 29)));

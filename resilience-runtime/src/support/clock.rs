//! The only place that reads the time.
//!
//! Every wait and window follows `tokio::time`, and with the feature `test-util` its paused clock.
//! The policies' machines take a [`Time`] as an argument and never ask for one.

#[cfg(all(feature = "coarse-clock", target_os = "linux", not(resilience_loom)))]
mod linux;

use std::future::poll_fn;
use std::mem;
use std::task::Poll;
use std::time::Duration;

use once_cell::sync::Lazy;
use tokio::time::{Instant, Sleep};

static EPOCH: Lazy<Instant> = Lazy::new(Instant::now);

/// A length of time in nanoseconds, up to 584 years: a `Duration` is slow to reckon with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Nanos(pub(crate) u64);

impl From<Duration> for Nanos {
    #[inline]
    fn from(duration: Duration) -> Self {
        // In 64 bits, and not by `as_nanos`, which has 128.
        let nanos = duration.as_secs().checked_mul(1_000_000_000);
        let nanos = nanos.and_then(|it| it.checked_add(duration.subsec_nanos().into()));
        Self(nanos.unwrap_or(u64::MAX))
    }
}

impl From<Nanos> for Duration {
    #[inline]
    fn from(Nanos(nanos): Nanos) -> Self {
        Self::from_nanos(nanos)
    }
}

/// Nanoseconds since an arbitrary epoch of the process, 292 years either way.
///
/// Signed: a paused clock may have been stopped before the epoch was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(i64);

impl Time {
    /// The first time that can be told.
    pub(crate) const FIRST: Self = Self(i64::MIN);

    /// The last, and so ahead of every other.
    pub(crate) const LAST: Self = Self(i64::MAX);

    /// The epoch.
    pub(crate) const ZERO: Self = Self(0);

    /// The time in the bits of an atomic word.
    pub(crate) fn to_bits(self) -> u64 {
        u64::from_ne_bytes(self.0.to_ne_bytes())
    }

    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(i64::from_ne_bytes(bits.to_ne_bytes()))
    }

    /// The time that much later, or the last that can be told.
    #[inline]
    pub(crate) fn after(self, length: impl Into<Nanos>) -> Self {
        Self(self.0.saturating_add_unsigned(length.into().0))
    }

    /// The time that much earlier, or the first that can be told.
    #[inline]
    pub(crate) fn before(self, length: impl Into<Nanos>) -> Self {
        Self(self.0.saturating_sub_unsigned(length.into().0))
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        self.nanos_since(earlier).into()
    }

    /// The same in nanoseconds.
    #[inline]
    pub(crate) fn nanos_since(self, earlier: Self) -> Nanos {
        Nanos(if self > earlier {
            self.0.abs_diff(earlier.0)
        } else {
            0
        })
    }

    /// Whether `earlier` is less than that part of `duration` ago. Whole numbers in 64 bits: a
    /// `Duration` is slow to divide.
    pub(crate) fn is_within(self, duration: Duration, parts: u32, earlier: Self) -> bool {
        self.0.saturating_sub(earlier.0) < nanos(duration) / i64::from(parts)
    }

    /// The time that part of `duration` later.
    pub(crate) fn after_part(self, duration: Duration, parts: u32) -> Self {
        Self(self.0.saturating_add(nanos(duration) / i64::from(parts)))
    }

    /// When the `width`-long slot of that number begins.
    pub(crate) fn of_slot(number: i64, width: Duration) -> Self {
        Self(number.saturating_mul(nanos(width).max(1)))
    }

    /// The number of the `width`-long slot that this time falls into.
    pub(crate) fn slot(self, width: Duration) -> i64 {
        self.0.div_euclid(nanos(width).max(1))
    }
}

/// The present, as `tokio::time` has it.
pub(crate) fn now() -> Time {
    #[cfg(all(feature = "coarse-clock", target_os = "linux", not(resilience_loom)))]
    if let Some(now) = linux::now() {
        return now;
    }
    tokios()
}

/// The present by tokio's clock.
fn tokios() -> Time {
    let epoch = *EPOCH;
    let now = Instant::now();
    #[cfg(all(test, resilience_loom))]
    let now = now + models::AHEAD.get();
    match now.checked_duration_since(epoch) {
        Some(later) => Time(0).after(later),
        None => Time(0).before(epoch.duration_since(now)),
    }
}

/// The present, or with the feature `coarse-clock` up to a tick of the system's timer earlier, which is
/// 1 to 10 ms: for what is decided by far longer times.
#[inline]
pub(crate) fn about_now() -> Time {
    #[cfg(all(feature = "coarse-clock", target_os = "linux", not(resilience_loom)))]
    {
        linux::last_tick().unwrap_or_else(now)
    }
    #[cfg(not(all(feature = "coarse-clock", target_os = "linux", not(resilience_loom))))]
    {
        now()
    }
}

/// Waits, without asking the timer when there is nothing to wait for; then others have their turn.
pub(crate) async fn sleep(duration: Duration) {
    if duration.is_zero() {
        let mut yielded = false;
        poll_fn(|cx| {
            if mem::replace(&mut yielded, true) {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    } else {
        tokio::time::sleep(duration).await;
    }
}

/// A timer for that time; it panics outside a tokio runtime with its timer enabled.
pub(crate) fn sleep_until(time: Time) -> Sleep {
    tokio::time::sleep_until(instant(time))
}

/// The time as tokio's timers want it: at most a century after the epoch, which is as far as theirs.
pub(crate) fn instant(time: Time) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3_600);
    let epoch = *EPOCH;
    match u64::try_from(time.0) {
        Ok(nanos) => epoch + Duration::from_nanos(nanos).min(CENTURY),
        Err(_) => epoch
            .checked_sub(Duration::from_nanos(time.0.unsigned_abs()))
            .unwrap_or(epoch),
    }
}

#[inline]
fn nanos(duration: Duration) -> i64 {
    i64::try_from(Nanos::from(duration).0).unwrap_or(i64::MAX)
}

/// The clock of a model, which may run ahead: time is then one of the things that happen in any
/// order. All of a model's threads are one thread of the system.
#[cfg(all(test, resilience_loom))]
pub(crate) mod models {
    use std::cell::Cell;
    use std::time::Duration;

    thread_local! {
        pub(super) static AHEAD: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    }

    /// Sets the clock that far ahead.
    pub(crate) fn set_ahead(by: Duration) {
        AHEAD.set(by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_times_saturate() {
        let far = Time::ZERO.after(Duration::MAX);
        assert_eq!(far.after(Duration::from_secs(1)), far);
        assert_eq!(Time::ZERO.since(far), Duration::ZERO);
    }

    #[test]
    fn slots_are_even_on_both_sides_of_the_epoch() {
        let second = Duration::from_secs(1);
        assert_eq!(Time(-1).slot(second), -1);
        assert_eq!(Time(0).slot(second), 0);
        assert_eq!(Time(1_999_999_999).slot(second), 1);
        assert_eq!(Time(5).slot(Duration::ZERO), 5);
        assert_eq!(Time::of_slot(-1, second), Time(-1_000_000_000));
        assert_eq!(Time::of_slot(5, Duration::ZERO), Time(5));
    }

    #[tokio::test(start_paused = true)]
    async fn a_paused_clock_is_followed() {
        let start = now();
        tokio::time::advance(Duration::from_secs(30)).await;
        assert_eq!(now().since(start), Duration::from_secs(30));
    }
}

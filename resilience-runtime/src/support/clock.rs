//! The only place that reads the time.
//!
//! Every wait and window follows `tokio::time`, and with the feature `test-util` its paused clock.
//! The policies' machines take a [`Time`] as an argument and never ask for one.

#[cfg(all(feature = "coarse-clock", target_os = "linux", not(resilience_loom)))]
mod linux;
mod time;
mod tokio_clock;

use std::future::poll_fn;
use std::mem;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Sleep;

pub(crate) use time::{Nanos, Time};
pub(crate) use tokio_clock::instant;
#[cfg(all(test, resilience_loom))]
pub(crate) use tokio_clock::models;

/// The present, as `tokio::time` has it.
pub(crate) fn now() -> Time {
    #[cfg(all(feature = "coarse-clock", target_os = "linux", not(resilience_loom)))]
    if let Some(now) = linux::now() {
        return now;
    }
    tokio_clock::now()
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

//! The clock of `tokio::time`, which tests can pause.

use std::time::Duration;

use once_cell::sync::Lazy;
use tokio::time::Instant;

use super::time::Time;

static EPOCH: Lazy<Instant> = Lazy::new(Instant::now);

/// The present by tokio's clock.
pub(super) fn now() -> Time {
    let epoch = *EPOCH;
    let now = Instant::now();
    #[cfg(all(test, resilience_loom))]
    let now = now + models::AHEAD.get();
    match now.checked_duration_since(epoch) {
        Some(later) => Time(0).after(later),
        None => Time(0).before(epoch.duration_since(now)),
    }
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

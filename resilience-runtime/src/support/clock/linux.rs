//! The clocks of Linux: the one that tokio reads too, without a detour by its types, and the one that is
//! moved on at each tick of the timer, which takes a seventh of the time to read.

use once_cell::sync::Lazy;
use rustix::time::{ClockId, clock_gettime};

use super::time::Time;
use super::tokio_clock;

/// The time; `None` where tokio's clock may be stopped, which this one would not follow.
#[inline]
pub(super) fn now() -> Option<Time> {
    time(ClockId::Monotonic)
}

/// The time of the last tick; `None` as above.
#[inline]
pub(super) fn last_tick() -> Option<Time> {
    time(ClockId::MonotonicCoarse)
}

#[inline]
fn time(clock: ClockId) -> Option<Time> {
    (!CAN_BE_STOPPED).then(|| Time(nanos(clock) - *EPOCH))
}

/// Whether tokio's clock can be stopped: whether this or another crate has switched on its
/// feature `test-util`. Then it has a function `pause`, which hides ours from the block.
const CAN_BE_STOPPED: bool = {
    #[allow(
        unused_imports,
        clippy::wildcard_imports,
        reason = "what is in there is the question"
    )]
    use tokio::time::*;
    is_tokios(pause)
};

#[allow(dead_code, reason = "where tokio has one")]
const fn pause() -> Ours {
    Ours
}

#[allow(dead_code, reason = "where tokio has one")]
struct Ours;

const fn is_tokios<R: Pauses>(_: fn() -> R) -> bool {
    R::IS_TOKIOS
}

trait Pauses {
    const IS_TOKIOS: bool;
}

impl Pauses for Ours {
    const IS_TOKIOS: bool = false;
}

impl Pauses for () {
    const IS_TOKIOS: bool = true;
}

/// The epoch by these clocks, which differ by less than a tick. The least of some readings: a thread
/// that is put off between the two clocks finds it too late.
static EPOCH: Lazy<i64> = Lazy::new(|| {
    let reading = |_| {
        let since = tokio_clock::now();
        nanos(ClockId::Monotonic) - since.0
    };
    (0..8).map(reading).min().unwrap_or_default()
});

#[allow(
    clippy::useless_conversion,
    reason = "a part of a second is narrower elsewhere"
)]
#[inline]
fn nanos(clock: ClockId) -> i64 {
    let time = clock_gettime(clock);
    time.tv_sec * 1_000_000_000 + i64::from(time.tv_nsec)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the system's clocks, because those of the tests can be stopped. A thread that is preempted between two
    /// of the reads does not matter.
    #[test]
    fn it_is_never_ahead_and_lags_by_a_tick() {
        let end = nanos(ClockId::Monotonic) + 50_000_000;
        while nanos(ClockId::Monotonic) < end {
            let before = nanos(ClockId::Monotonic);
            let coarse = nanos(ClockId::MonotonicCoarse);
            let after = nanos(ClockId::Monotonic);
            assert!(before - 20_000_000 < coarse && coarse <= after);
        }
    }

    #[test]
    fn a_clock_that_can_be_stopped_is_known() {
        const { assert!(CAN_BE_STOPPED, "the tests have tokio's `test-util`") };
        assert_eq!(now(), None);
    }
}

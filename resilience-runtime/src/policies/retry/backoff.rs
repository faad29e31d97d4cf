//! The delay before each retry.

use std::time::Duration;

use rand::RngExt;

use super::config::Settings;
use super::jitter::Jitter;
use crate::support::clock::Nanos;

/// The retry that is about to be made, as passed to `delay` and `on_retry` functions.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::Attempt;
/// # use std::time::Duration;
/// /// Waits longer before each retry, at most a minute.
/// fn delay(attempt: Attempt) -> Duration {
///     Duration::from_secs(5) * attempt.number.clamp(1, 12)
/// }
/// # let _ = delay;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The number of the retry, counted from 0.
    pub number: u32,
    /// The time since the start of the first attempt.
    pub elapsed: Duration,
    /// The delay before the previous retry; zero before the first.
    pub previous_delay: Duration,
}

/// The values of the `delay` setting: a duration, or a function from [`Attempt`] to a duration.
#[diagnostic::on_unimplemented(
    message = "`delay` is a duration or a function from `Attempt` to `Duration`, not `{Self}`",
    label = "needs a `Duration`, or `fn(Attempt) -> Duration`"
)]
pub trait DelaySource<Kind> {
    /// The delay before this retry without jitter; `None` for the exponential delay.
    fn delay(self, attempt: Attempt) -> Option<Duration>;
}

/// The exponential delay of the settings.
#[derive(Debug)]
pub struct Backoff;

#[diagnostic::do_not_recommend]
impl DelaySource<Self> for Backoff {
    fn delay(self, _: Attempt) -> Option<Duration> {
        None
    }
}

/// Marks a constant delay.
#[derive(Debug)]
pub struct Fixed;

/// Marks a delay that a function computes.
#[derive(Debug)]
pub struct Computed;

impl DelaySource<Fixed> for Duration {
    fn delay(self, _: Attempt) -> Option<Duration> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<F: FnOnce(Attempt) -> Duration> DelaySource<Computed> for F {
    fn delay(self, attempt: Attempt) -> Option<Duration> {
        Some(self(attempt))
    }
}

impl Settings {
    /// The delay before retry `number`. `previous` is the delay before the previous retry, `given` replaces the
    /// exponential delay.
    pub(super) fn backoff(
        &self,
        number: u32,
        previous: Option<Duration>,
        given: Option<Duration>,
    ) -> Duration {
        let full = || given.unwrap_or_else(|| self.exponential(number));
        match self.jitter {
            Jitter::None => full(),
            Jitter::Full => between(Duration::ZERO, full()),
            Jitter::Equal => between(full() / 2, full()),
            Jitter::Decorrelated => {
                let end = previous
                    .map_or(self.base_delay, |delay| delay.max(self.base_delay))
                    .saturating_mul(3)
                    .min(self.max_delay);
                between(self.base_delay, end)
            }
        }
    }

    fn exponential(&self, number: u32) -> Duration {
        if self.base_delay.is_zero() {
            return Duration::ZERO;
        }
        let power = i32::try_from(number).unwrap_or(i32::MAX);
        let seconds = self.base_delay.as_secs_f64() * self.factor.powi(power);
        // A power that is too large for a float is infinite, and above every `max_delay`.
        Duration::try_from_secs_f64(seconds)
            .unwrap_or(Duration::MAX)
            .min(self.max_delay)
    }
}

/// A random duration from `low` to `high`, both included, at most 584 years.
fn between(low: Duration, high: Duration) -> Duration {
    let (Nanos(low), Nanos(high)) = (low.into(), high.into());
    Nanos(rand::rng().random_range(low..=high.max(low))).into()
}

#[cfg(test)]
mod tests {
    use super::super::RetryBuilder;
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn settings(jitter: Jitter) -> Settings {
        RetryBuilder::new()
            .base_delay(100 * MS)
            .max_delay(1000 * MS)
            .jitter(jitter)
            .settings()
    }

    #[test]
    fn without_jitter_the_delay_doubles_up_to_its_maximum() {
        let delays =
            [0, 1, 2, 3, 4, 1_000, u32::MAX].map(|n| settings(Jitter::None).backoff(n, None, None));
        assert_eq!(
            delays,
            [100, 200, 400, 800, 1000, 1000, 1000].map(|ms| ms * MS)
        );
    }

    #[test]
    #[cfg_attr(miri, ignore = "thousands of draws, of numbers only")]
    fn ten_thousand_draws_stay_within_the_bounds_of_their_jitter() {
        for number in [0, 1, 2, 5, 40, u32::MAX] {
            let d = settings(Jitter::None).backoff(number, None, None);
            for (jitter, low, high) in [
                (Jitter::Full, Duration::ZERO, d),
                (Jitter::Equal, d / 2, d),
                (Jitter::Decorrelated, 100 * MS, 900 * MS),
            ] {
                for _ in 0..10_000 {
                    let delay = settings(jitter).backoff(number, Some(300 * MS), None);
                    assert!(
                        low <= delay && delay <= high,
                        "{jitter:?} {number}: {delay:?}"
                    );
                }
            }
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "thousands of draws, of numbers only")]
    fn full_jitter_reaches_both_ends() {
        let draws: Vec<_> = (0..10_000)
            .map(|_| settings(Jitter::Full).backoff(0, None, None))
            .collect();
        assert!(
            draws.iter().any(|delay| *delay < MS) && draws.iter().any(|delay| *delay > 99 * MS)
        );
    }

    #[test]
    #[cfg_attr(miri, ignore = "thousands of draws, of numbers only")]
    fn decorrelated_jitter_never_exceeds_the_maximum() {
        let mut previous = None;
        for number in 0..10_000 {
            let delay = settings(Jitter::Decorrelated).backoff(number, previous, None);
            assert!((100 * MS..=1000 * MS).contains(&delay), "{delay:?}");
            previous = Some(delay);
        }
    }

    #[test]
    fn a_short_wait_that_an_error_asked_for_does_not_shorten_decorrelated_jitter() {
        for previous in [Duration::ZERO, MS] {
            for _ in 0..1_000 {
                let delay = settings(Jitter::Decorrelated).backoff(1, Some(previous), None);
                assert!((100 * MS..=300 * MS).contains(&delay), "{delay:?}");
            }
        }
    }

    #[test]
    fn extreme_delays_neither_overflow_nor_panic() {
        for jitter in [
            Jitter::None,
            Jitter::Full,
            Jitter::Equal,
            Jitter::Decorrelated,
        ] {
            for base in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
                let settings = RetryBuilder::new()
                    .base_delay(base)
                    .max_delay(Duration::MAX)
                    .factor(f64::MAX)
                    .jitter(jitter)
                    .settings();
                for number in [0, 1, u32::MAX] {
                    settings.backoff(number, Some(Duration::MAX), None);
                }
            }
        }
    }
}

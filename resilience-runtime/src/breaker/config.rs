//! The settings of a circuit breaker.

use std::fmt;
use std::time::Duration;

use super::rule::Rules;
use super::window::Window;
use crate::Percent;

/// How many calls the rules look back on where no window is given.
pub(super) const DEFAULT_WINDOW: u32 = 100;

/// The settings, as a place gives them.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub(super) threshold: Option<u32>,
    pub(super) failure_rate: Option<Percent>,
    pub(super) slow_calls: Option<(Duration, Percent)>,
    pub(super) window: Option<Window>,
    pub(super) min_calls: Option<u32>,
    pub(super) cooldown: Duration,
    pub(super) max_cooldown: Duration,
    pub(super) probes: u32,
    pub(super) probe_timeout: Option<Duration>,
    pub(super) hung: Option<Duration>,
}

impl Settings {
    pub(super) const DEFAULT: Self = Self {
        threshold: None,
        failure_rate: None,
        slow_calls: None,
        window: None,
        min_calls: None,
        cooldown: Duration::from_secs(30),
        max_cooldown: Duration::from_secs(30),
        probes: 3,
        probe_timeout: None,
        hung: None,
    };

    /// The cooldown of the opening that follows `reopenings` failed half-open periods.
    pub(super) fn cooldown_after(&self, reopenings: u32) -> Duration {
        let doubled = 1_u32
            .checked_shl(reopenings)
            .and_then(|times| self.cooldown.checked_mul(times));
        doubled.map_or(self.max_cooldown, |cooldown| {
            cooldown.min(self.max_cooldown)
        })
    }

    /// Whether the settings agree with each other.
    ///
    /// # Panics
    ///
    /// If they do not; at compile time in a constant.
    pub(super) const fn check(&self) {
        let has_rate = self.failure_rate.is_some() || self.slow_calls.is_some();
        let window = match self.window {
            Some(Window::Calls(calls)) => calls,
            None if has_rate => DEFAULT_WINDOW,
            _ => u32::MAX,
        };
        if let (Some(threshold), Some(_)) = (self.threshold, self.window) {
            assert!(
                threshold <= window,
                "`threshold` must be at most `window`, or it is never met"
            );
        }
        if let Some(min_calls) = self.min_calls {
            assert!(
                min_calls <= window,
                "`min_calls` must be at most `window` (default 100), or it is never met"
            );
        }
        if let (Some((slow, _)), Some(hung)) = (self.slow_calls, self.hung) {
            assert!(
                slow.as_nanos() < hung.as_nanos(),
                "`slow_call` must be shorter than `hung`, or no call is ever slow"
            );
        }
    }

    /// Whether it matters when a call began.
    pub(super) fn is_timed(&self) -> bool {
        self.slow_calls.is_some() || self.hung.is_some()
    }

    pub(super) fn is_slow(&self, took: Duration) -> bool {
        self.slow_calls.is_some_and(|(limit, _)| took >= limit)
    }
}

/// Equal is what works alike, however much of it is written out.
impl PartialEq for Settings {
    fn eq(&self, other: &Self) -> bool {
        let rest = |it: &Self| {
            let cooldown = (it.cooldown, it.max_cooldown);
            (cooldown, it.probes, it.probe_timeout, it.hung)
        };
        Rules::of(self) == Rules::of(other) && rest(self) == rest(other)
    }
}

/// As an attribute writes them.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cooldown,
            max_cooldown,
            probes,
            probe_timeout,
            hung,
            ..
        } = self;
        write!(f, "{}, cooldown = {cooldown:?}", Rules::of(self))?;
        if max_cooldown != cooldown {
            write!(f, "..{max_cooldown:?}")?;
        }
        write!(f, ", probes = {probes}")?;
        if let Some(probe_timeout) = probe_timeout {
            write!(f, ", probe_timeout = {probe_timeout:?}")?;
        }
        if let Some(hung) = hung {
            write!(f, ", hung = {hung:?}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CircuitBreaker;

    fn builder() -> crate::CircuitBreakerBuilder {
        CircuitBreaker::builder("settings")
    }

    #[test]
    fn a_growing_cooldown_doubles_up_to_its_end_and_never_overflows() {
        let (first, last) = (Duration::from_secs(1), Duration::from_secs(60));
        let range = builder().growing_cooldown(first, last).settings;
        let seconds = [0, 1, 2, 5, 6, 31, 32, u32::MAX].map(|n| range.cooldown_after(n).as_secs());
        assert_eq!(seconds, [1, 2, 4, 32, 60, 60, 60, 60]);

        let year = Duration::from_secs(31_536_000);
        let long = builder().cooldown(year).settings;
        assert_eq!(long.cooldown_after(u32::MAX), year);
    }

    #[test]
    fn a_default_is_the_same_written_out_or_not() {
        let half = Percent::new(50);
        assert_eq!(builder().threshold(5).settings, builder().settings);
        assert_eq!(
            builder().failure_rate(half).settings,
            builder()
                .failure_rate(half)
                .window(Window::Calls(100))
                .min_calls(10)
                .settings
        );
        assert_ne!(builder().failure_rate(half).settings, builder().settings);
        assert_ne!(
            builder().threshold(5).window(Window::Calls(100)).settings,
            builder().settings
        );
    }

    #[test]
    fn settings_are_shown_as_an_attribute_writes_them() {
        let slow = Duration::from_secs(2);
        let all = builder()
            .threshold(4)
            .failure_rate(Percent::new(50))
            .slow_calls(slow, Percent::new(80))
            .window(Window::Time(5 * slow))
            .min_calls(20)
            .probe_timeout(3 * slow)
            .hung(slow)
            .settings;
        assert_eq!(
            all.to_string(),
            "threshold = 4, failure_rate = 50%, slow_call = 2s, slow_rate = 80%, window = 10s, \
             min_calls = 20, cooldown = 30s, probes = 3, probe_timeout = 6s, hung = 2s"
        );
        assert_eq!(
            builder().settings.to_string(),
            "threshold = 5, cooldown = 30s, probes = 3"
        );
    }
}

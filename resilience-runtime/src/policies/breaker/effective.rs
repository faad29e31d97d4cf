//! The settings with their defaults filled in: how they compare, and how they are displayed.
//!
//! Two settings are equal if they behave the same, however much of them is written out.

use std::fmt;

use super::config::Settings;
use super::rule::Rules;

impl Settings {
    /// Whether both were declared with the same settings. Equal settings may be written differently.
    pub(super) fn is_identical(&self, other: &Self) -> bool {
        let rules = |it: &Self| {
            let rates = (it.failure_rate, it.slow_calls);
            (it.threshold, rates, it.window, it.min_calls)
        };
        self == other && rules(self) == rules(other)
    }
}

/// Settings are equal if they behave the same.
impl PartialEq for Settings {
    fn eq(&self, other: &Self) -> bool {
        let rest = |it: &Self| {
            let cooldown = (it.cooldown, it.max_cooldown);
            (cooldown, it.probes, it.probe_timeout, it.hung, it.enabled)
        };
        Rules::of(self) == Rules::of(other) && rest(self) == rest(other)
    }
}

/// Displays the settings as an attribute writes them.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cooldown,
            max_cooldown,
            probes,
            probe_timeout,
            hung,
            enabled,
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
        if *enabled {
            return Ok(());
        }
        f.write_str(", enabled = false")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::policies::breaker::Window;
    use crate::{CircuitBreaker, Percent};

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

//! The settings of a circuit breaker.

use std::fmt;
use std::time::Duration;

use super::rule::Rules;
use super::window::Window;
use crate::Percent;
use crate::support::clock::Nanos;

/// How many calls the rules look back on where no window is given.
pub(super) const DEFAULT_WINDOW: u32 = 100;

/// The settings, as a place gives them.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // Each field is the setting of its name, with its setter.
pub struct Settings {
    pub threshold: Option<u32>,
    pub failure_rate: Option<Percent>,
    /// How long a slow call takes, and the share of them that trips. Zero stands for the half that is
    /// not given yet, which [`check`](Self::check) refuses.
    pub slow_calls: Option<(Duration, Percent)>,
    pub window: Option<Window>,
    pub min_calls: Option<u32>,
    pub cooldown: Duration,
    pub max_cooldown: Duration,
    pub probes: u32,
    pub probe_timeout: Option<Duration>,
    pub hung: Option<Duration>,
    pub enabled: bool,
}

#[allow(missing_docs, clippy::missing_errors_doc)] // Each error says what is wrong with the setting.
impl Settings {
    pub const DEFAULT: Self = Self {
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
        enabled: true,
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

    /// Whether the settings agree with each other; if not, why.
    pub const fn check(&self) -> Result<(), &'static str> {
        let has_rate = self.failure_rate.is_some() || self.slow_calls.is_some();
        let window = match self.window {
            Some(Window::Calls(calls)) => calls,
            None if has_rate => DEFAULT_WINDOW,
            _ => u32::MAX,
        };
        if let (Some(threshold), Some(_)) = (self.threshold, self.window) {
            if threshold > window {
                return Err("`threshold` must be at most `window`, or it is never met");
            }
        }
        if let Some(min_calls) = self.min_calls {
            if min_calls > window {
                return Err(
                    "`min_calls` must be at most `window` (default 100), or it is never met",
                );
            }
        }
        if let (Some((slow, _)), Some(hung)) = (self.slow_calls, self.hung) {
            if slow.as_nanos() >= hung.as_nanos() {
                return Err("`slow_call` must be shorter than `hung`, or no call is ever slow");
            }
        }
        match self.slow_calls {
            Some((limit, _)) if limit.is_zero() => {
                Err("`slow_rate` needs `slow_call`, how long a call takes that is slow")
            }
            Some((_, rate)) if rate.millionths() == 0 => {
                Err("`slow_call` needs `slow_rate`, the share of slow calls that trips the breaker")
            }
            _ => Ok(()),
        }
    }

    pub const fn set_threshold(&mut self, failures: u32) -> Result<(), &'static str> {
        if failures == 0 {
            return Err("`threshold` must be at least 1");
        }
        self.threshold = Some(failures);
        Ok(())
    }

    pub const fn set_failure_rate(&mut self, rate: Percent) -> Result<(), &'static str> {
        if rate.millionths() == 0 {
            return Err("`failure_rate` must be above `0%`");
        }
        self.failure_rate = Some(rate);
        Ok(())
    }

    pub const fn set_slow_call(&mut self, limit: Duration) -> Result<(), &'static str> {
        if limit.is_zero() {
            return Err("`slow_call` must be longer than zero");
        }
        let rate = match self.slow_calls {
            Some((_, rate)) => rate,
            None => Percent::new(0),
        };
        self.slow_calls = Some((limit, rate));
        Ok(())
    }

    pub const fn set_slow_rate(&mut self, rate: Percent) -> Result<(), &'static str> {
        if rate.millionths() == 0 {
            return Err("`slow_rate` must be above `0%`");
        }
        let limit = match self.slow_calls {
            Some((limit, _)) => limit,
            None => Duration::ZERO,
        };
        self.slow_calls = Some((limit, rate));
        Ok(())
    }

    pub const fn set_window(&mut self, window: Window) -> Result<(), &'static str> {
        match window {
            Window::Calls(0) => return Err("`window` must be at least 1"),
            Window::Time(time) if time.is_zero() => {
                return Err("`window` must be longer than zero");
            }
            Window::Calls(_) | Window::Time(_) => {}
        }
        self.window = Some(window);
        Ok(())
    }

    pub const fn set_min_calls(&mut self, calls: u32) -> Result<(), &'static str> {
        if calls == 0 {
            return Err("`min_calls` must be at least 1");
        }
        self.min_calls = Some(calls);
        Ok(())
    }

    pub const fn set_cooldown_range(
        &mut self,
        first: Duration,
        last: Duration,
    ) -> Result<(), &'static str> {
        if first.is_zero() {
            return Err("`cooldown` must be longer than zero");
        }
        if first.as_nanos() > last.as_nanos() {
            return Err("`cooldown` must be a range from the shorter to the longer duration");
        }
        self.cooldown = first;
        self.max_cooldown = last;
        Ok(())
    }

    pub const fn set_cooldown(&mut self, cooldown: Duration) -> Result<(), &'static str> {
        self.set_cooldown_range(cooldown, cooldown)
    }

    pub const fn set_probes(&mut self, probes: u32) -> Result<(), &'static str> {
        if probes == 0 {
            return Err("`probes` must be at least 1");
        }
        self.probes = probes;
        Ok(())
    }

    pub const fn set_probe_timeout(&mut self, limit: Duration) -> Result<(), &'static str> {
        if limit.is_zero() {
            return Err("`probe_timeout` must be longer than zero");
        }
        self.probe_timeout = Some(limit);
        Ok(())
    }

    pub const fn set_hung(&mut self, limit: Duration) -> Result<(), &'static str> {
        if limit.is_zero() {
            return Err("`hung` must be longer than zero");
        }
        self.hung = Some(limit);
        Ok(())
    }

    /// Whether it matters when a call began.
    pub(super) fn is_timed(&self) -> bool {
        self.slow_calls.is_some() || self.hung.is_some()
    }

    /// From how many nanoseconds on a call is slow.
    pub(super) fn slow_nanos(&self) -> u64 {
        self.slow_calls
            .map_or(u64::MAX, |(limit, _)| Nanos::from(limit).0)
    }

    /// Whether the very same is written in both; they are equal if they work alike.
    pub(super) fn is_identical(&self, other: &Self) -> bool {
        let rules = |it: &Self| {
            let rates = (it.failure_rate, it.slow_calls);
            (it.threshold, rates, it.window, it.min_calls)
        };
        self == other && rules(self) == rules(other)
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
            (cooldown, it.probes, it.probe_timeout, it.hung, it.enabled)
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

//! The settings of a circuit breaker, and their setters.

use std::time::Duration;

use super::window::Window;
use crate::Percent;
use crate::support::clock::Nanos;

/// The size of the window in calls if a rate is set without a window.
pub(super) const DEFAULT_WINDOW: u32 = 100;

/// The settings as they were declared: a setting that was not given is `None`.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // Each field is the setting of its name, with its setter.
pub struct Settings {
    pub threshold: Option<u32>,
    pub failure_rate: Option<Percent>,
    /// The duration from which a call is slow, and the share of slow calls that opens the breaker. A half
    /// that is not set yet is zero, which [`check`](Self::check) rejects.
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

    /// Returns the cooldown after `reopenings` failed half-open periods.
    pub(super) fn cooldown_after(&self, reopenings: u32) -> Duration {
        let doubled = 1_u32
            .checked_shl(reopenings)
            .and_then(|times| self.cooldown.checked_mul(times));
        doubled.map_or(self.max_cooldown, |cooldown| {
            cooldown.min(self.max_cooldown)
        })
    }

    /// Checks that the settings do not contradict each other.
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

    /// Whether a rule depends on how long a call runs.
    pub(super) fn is_timed(&self) -> bool {
        self.slow_calls.is_some() || self.hung.is_some()
    }

    /// Returns the duration in nanoseconds from which a call is slow.
    pub(super) fn slow_nanos(&self) -> u64 {
        self.slow_calls
            .map_or(u64::MAX, |(limit, _)| Nanos::from(limit).0)
    }

    pub(super) fn is_slow(&self, took: Duration) -> bool {
        self.slow_calls.is_some_and(|(limit, _)| took >= limit)
    }
}

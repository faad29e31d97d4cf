//! The settings of a rate limiter.

use std::fmt;
use std::time::Duration;

use super::RateLimiter;
use crate::registry::{Builder, accept};

/// How many calls may start in a second while no site says it.
pub(super) const UNSET_MAX: u32 = 100;

/// The settings, as they are compared and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Each field is the setting of its name, with its setter.
pub struct Settings {
    pub max: Option<u32>,
    pub per: Option<Duration>,
    pub burst: Option<u32>,
    pub wait: Duration,
    pub enabled: bool,
}

#[allow(missing_docs, clippy::missing_errors_doc)] // Each error says what is wrong with the setting.
impl Settings {
    pub const DEFAULT: Self = Self {
        max: None,
        per: None,
        burst: None,
        wait: Duration::ZERO,
        enabled: true,
    };

    /// How many calls may start at once after a quiet time; see `Rate::of` for the number that stands in.
    pub(super) fn burst(&self) -> u32 {
        self.burst.or(self.max).unwrap_or(UNSET_MAX)
    }

    pub const fn set_max(&mut self, calls: u32) -> Result<(), &'static str> {
        if calls == 0 {
            return Err("`max` must be at least 1");
        }
        self.max = Some(calls);
        Ok(())
    }

    pub const fn set_per(&mut self, time: Duration) -> Result<(), &'static str> {
        if time.is_zero() {
            return Err("`per` must be longer than zero");
        }
        self.per = Some(time);
        Ok(())
    }

    pub const fn set_burst(&mut self, calls: u32) -> Result<(), &'static str> {
        if calls == 0 {
            return Err("`burst` must be at least 1");
        }
        self.burst = Some(calls);
        Ok(())
    }
}

/// As an attribute writes them.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            max,
            per,
            burst,
            wait,
            enabled,
        } = self;
        if let (Some(max), Some(per)) = (max, per) {
            write!(f, "max = {max}, per = {per:?}, ")?;
        }
        if let Some(burst) = burst {
            write!(f, "burst = {burst}, ")?;
        }
        write!(f, "wait = {wait:?}")?;
        if *enabled {
            return Ok(());
        }
        f.write_str(", enabled = false")
    }
}

/// Builds a [`RateLimiter`]; made by [`RateLimiter::builder`].
pub type RateLimiterBuilder = Builder<RateLimiter>;

impl Builder<RateLimiter> {
    /// How many calls may start in each [`per`](Self::per) (at least 1). Some site has to give it.
    ///
    /// # Panics
    ///
    /// If `calls` is zero.
    pub const fn max(mut self, calls: u32) -> Self {
        accept(self.settings.set_max(calls));
        self.given = true;
        self
    }

    /// The time in which [`max`](Self::max) calls may start (longer than zero). Some site has to
    /// give it. A permit comes after 50 years at the latest.
    ///
    /// # Panics
    ///
    /// If `time` is zero.
    pub const fn per(mut self, time: Duration) -> Self {
        accept(self.settings.set_per(time));
        self.given = true;
        self
    }

    /// How many calls may start at once after a quiet time (default: `max`, at least 1).
    ///
    /// It is cut where its permits would take more than a century to come.
    ///
    /// # Panics
    ///
    /// If `calls` is zero.
    pub const fn burst(mut self, calls: u32) -> Self {
        accept(self.settings.set_burst(calls));
        self.given = true;
        self
    }

    /// How long a call waits for its permit (default 0 s: it is refused at once); at most a century.
    pub const fn wait(mut self, wait: Duration) -> Self {
        self.settings.wait = wait;
        self.given = true;
        self
    }

    /// Whether the limiter works (default: it does). One that does not lets every call through at
    /// once, those first that wait, and counts none against the rate; what was taken before stays
    /// taken.
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.settings.enabled = enabled;
        self.given = true;
        self
    }
}

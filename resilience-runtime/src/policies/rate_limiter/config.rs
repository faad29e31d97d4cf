//! The settings of a rate limiter.

use std::fmt;
use std::time::Duration;

/// The default `max`, while no site gives it.
pub(super) const UNSET_MAX: u32 = 100;

/// The settings of a rate limiter, as they are compared and displayed.
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

    /// Returns how many calls may start at once: `burst`, else `max`, else the default of `max`.
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

/// Displays the settings as an attribute writes them.
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

//! The settings of a bulkhead.

use std::fmt;
use std::time::Duration;

/// The largest number of calls in flight: 31 bits of the word count them.
pub(super) const MAX_IN_FLIGHT: u32 = (1 << 31) - 1;

/// The settings of a bulkhead, as they are compared and displayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Each field is the setting of its name, with its setter.
pub struct Settings {
    pub max: Option<u32>,
    pub wait: Duration,
    pub queue: Option<u32>,
    pub enabled: bool,
}

#[allow(missing_docs, clippy::missing_errors_doc)] // Each error says what is wrong with the setting.
impl Settings {
    pub const DEFAULT: Self = Self {
        max: None,
        wait: Duration::from_secs(5),
        queue: None,
        enabled: true,
    };

    /// Returns how many calls may run at once. A disabled bulkhead has the largest limit.
    pub(super) fn limit(&self) -> u32 {
        let limit = if self.enabled {
            self.max()
        } else {
            MAX_IN_FLIGHT
        };
        limit.min(MAX_IN_FLIGHT)
    }

    /// Returns `max`, or 25 while no site gives it.
    ///
    /// With the default the service is still protected; `registry::validate` reports the missing setting.
    pub(super) fn max(&self) -> u32 {
        self.max.unwrap_or(25)
    }

    pub const fn set_max(&mut self, calls: u32) -> Result<(), &'static str> {
        if calls == 0 {
            return Err("`max` must be at least 1");
        }
        self.max = Some(calls);
        Ok(())
    }
}

/// Displays the settings as an attribute writes them.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            max,
            wait,
            queue,
            enabled,
        } = self;
        match max {
            Some(max) => write!(f, "max = {max}, wait = {wait:?}")?,
            None => write!(f, "wait = {wait:?}")?,
        }
        if let Some(queue) = queue {
            write!(f, ", queue = {queue}")?;
        }
        if *enabled {
            return Ok(());
        }
        f.write_str(", enabled = false")
    }
}

//! The settings of a bulkhead.

use std::fmt;
use std::time::Duration;

/// The most calls in flight that can be counted, in 31 bits.
pub(super) const MAX_IN_FLIGHT: u32 = (1 << 31) - 1;

/// The settings, as they are compared and shown.
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

    /// How many calls may run at once: as many as can be counted where the bulkhead is switched off.
    pub(super) fn limit(&self) -> u32 {
        let limit = if self.enabled {
            self.max()
        } else {
            MAX_IN_FLIGHT
        };
        limit.min(MAX_IN_FLIGHT)
    }

    /// The `max`.
    ///
    /// While no site gives one, 25 stands in, so that the service still runs and is still guarded;
    /// `registry::validate` reports it.
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

/// As an attribute writes them.
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

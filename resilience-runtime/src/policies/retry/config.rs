//! The settings of a retry.

use std::time::Duration;

use super::jitter::Jitter;
use super::nesting::Inside;

/// The settings of a retry, checked.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)] // Each field is the setting of its name, with its setter.
pub struct Settings {
    pub max: u32,
    pub base_delay: Duration,
    pub max_delay: Duration,
    pub factor: f64,
    pub jitter: Jitter,
    pub max_elapsed: Option<Duration>,
    /// The mark of its attempts for retries inside them.
    pub inside: Inside,
    /// Whether a setting needs the time of the call.
    pub timed: bool,
    /// The name in events.
    pub name: &'static str,
}

#[allow(missing_docs, clippy::missing_errors_doc)] // Each error says what is wrong with the setting.
impl Settings {
    /// The defaults.
    pub const DEFAULT: Self = Self {
        max: 3,
        base_delay: Duration::from_secs(1),
        max_delay: Duration::from_secs(30),
        factor: 2.0,
        jitter: Jitter::None,
        max_elapsed: None,
        inside: Inside::ATTEMPT,
        timed: false,
        name: "retry",
    };

    /// The settings of the function at that path.
    #[must_use]
    pub const fn of(self, function: &'static str) -> Self {
        Self {
            name: function,
            ..self
        }
    }

    pub const fn set_max(&mut self, retries: u32) -> Result<(), &'static str> {
        if retries == 0 {
            return Err("`max` must be at least 1");
        }
        self.max = retries;
        Ok(())
    }

    pub const fn set_factor(&mut self, factor: f64) -> Result<(), &'static str> {
        if !(factor >= 1.0 && factor < f64::INFINITY) {
            return Err("`factor` must be a number from 1.0 up");
        }
        self.factor = factor;
        Ok(())
    }

    pub const fn set_max_elapsed(&mut self, time: Duration) -> Result<(), &'static str> {
        if time.is_zero() {
            return Err("`max_elapsed` must be longer than zero");
        }
        self.max_elapsed = Some(time);
        self.timed = true;
        Ok(())
    }

    /// Checks the settings against each other.
    pub const fn check(&self) -> Result<(), &'static str> {
        if self.base_delay.as_nanos() > self.max_delay.as_nanos() {
            return Err("`base_delay` (default 1s) must not be above `max_delay` (default 30s)");
        }
        Ok(())
    }
}

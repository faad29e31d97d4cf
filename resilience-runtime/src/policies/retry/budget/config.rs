//! The settings of a retry budget.

use std::fmt;
use std::time::Duration;

use super::RetryBudget;
use crate::Percent;
use crate::registry::{Builder, accept};

/// The settings, as they are compared and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // Each field is the setting of its name, with its setter.
pub struct Settings {
    pub ratio: Percent,
    pub window: Duration,
    /// Millionths of a retry per second.
    pub millionths_per_sec: u64,
    pub burst: u32,
    pub enabled: bool,
}

#[allow(missing_docs, clippy::missing_errors_doc)] // Each error says what is wrong with the setting.
impl Settings {
    pub const DEFAULT: Self = Self {
        ratio: Percent::new(10),
        window: Duration::from_secs(60),
        millionths_per_sec: 500_000,
        burst: 20,
        enabled: true,
    };

    pub const fn set_window(&mut self, window: Duration) -> Result<(), &'static str> {
        if window.is_zero() {
            return Err("`window` must be longer than zero");
        }
        self.window = window;
        Ok(())
    }

    pub const fn set_min_per_sec(&mut self, retries: f64) -> Result<(), &'static str> {
        if !(retries >= 0.0 && retries <= 1e6) {
            return Err("`min_per_sec` must be from 0 to 1000000 retries per second");
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked above"
        )]
        let millionths_per_sec = (retries * 1e6 + 0.5) as u64;
        self.millionths_per_sec = millionths_per_sec;
        Ok(())
    }

    pub const fn set_burst(&mut self, retries: u32) -> Result<(), &'static str> {
        if retries == 0 {
            return Err("`burst` must be at least 1");
        }
        self.burst = retries;
        Ok(())
    }
}

/// As an attribute writes them.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            ratio,
            window,
            millionths_per_sec,
            burst,
            enabled,
        } = self;
        let (whole, rest) = (
            millionths_per_sec / 1_000_000,
            millionths_per_sec % 1_000_000,
        );
        let min_per_sec = format!("{whole}.{rest:06}");
        let min_per_sec = min_per_sec.trim_end_matches('0').trim_end_matches('.');
        write!(
            f,
            "ratio = {ratio}, window = {window:?}, min_per_sec = {min_per_sec}, burst = {burst}"
        )?;
        if *enabled {
            return Ok(());
        }
        f.write_str(", enabled = false")
    }
}

/// Builds a [`RetryBudget`]; made by [`RetryBudget::builder`].
pub type RetryBudgetBuilder = Builder<RetryBudget>;

impl Builder<RetryBudget> {
    /// How many retries each successful call pays for (default 10 %).
    pub const fn ratio(mut self, ratio: Percent) -> Self {
        self.settings.ratio = ratio;
        self.given = true;
        self
    }

    /// How long a success counts (default 60 s, longer than zero).
    ///
    /// # Panics
    ///
    /// If `window` is zero.
    pub const fn window(mut self, window: Duration) -> Self {
        accept(self.settings.set_window(window));
        self.given = true;
        self
    }

    /// How many retries a second are allowed whatever succeeds (default 0.5).
    ///
    /// The sum over every process of a fleet must stay below the spare capacity of the service.
    ///
    /// # Panics
    ///
    /// If `retries` is negative, not a number, or more than a million.
    pub const fn min_per_sec(mut self, retries: f64) -> Self {
        accept(self.settings.set_min_per_sec(retries));
        self.given = true;
        self
    }

    /// How many retries are allowed at once (default 20, at least 1).
    ///
    /// # Panics
    ///
    /// If `retries` is zero.
    pub const fn burst(mut self, retries: u32) -> Self {
        accept(self.settings.set_burst(retries));
        self.given = true;
        self
    }

    /// Whether the budget works (default: it does). One that does not grants every retry and takes
    /// nothing for it; successes are still paid in.
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.settings.enabled = enabled;
        self.given = true;
        self
    }
}

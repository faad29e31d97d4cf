//! The settings of a retry budget.

use std::fmt;
use std::time::Duration;

use crate::Percent;

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

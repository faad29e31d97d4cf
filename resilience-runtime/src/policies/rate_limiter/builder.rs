//! The builder of a rate limiter.

use std::time::Duration;

use super::handle::RateLimiter;
use crate::registry::{Builder, assert_valid};

/// Builds a [`RateLimiter`]; made by [`RateLimiter::builder`].
pub type RateLimiterBuilder = Builder<RateLimiter>;

impl Builder<RateLimiter> {
    /// How many calls may start in each [`per`](Self::per) (at least 1). Some site has to give it.
    ///
    /// # Panics
    ///
    /// If `calls` is zero.
    pub const fn max(mut self, calls: u32) -> Self {
        assert_valid(self.settings.set_max(calls));
        self.has_settings = true;
        self
    }

    /// The time in which [`max`](Self::max) calls may start (longer than zero). Some site has to
    /// give it. A permit comes after 50 years at the latest.
    ///
    /// # Panics
    ///
    /// If `time` is zero.
    pub const fn per(mut self, time: Duration) -> Self {
        assert_valid(self.settings.set_per(time));
        self.has_settings = true;
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
        assert_valid(self.settings.set_burst(calls));
        self.has_settings = true;
        self
    }

    /// How long a call waits for its permit (default 0 s: it is refused at once); at most a century.
    pub const fn wait(mut self, wait: Duration) -> Self {
        self.settings.wait = wait;
        self.has_settings = true;
        self
    }

    /// Whether the limiter works (default: it does). One that does not lets every call through at
    /// once, those first that wait, and counts none against the rate; what was taken before stays
    /// taken.
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.settings.enabled = enabled;
        self.has_settings = true;
        self
    }
}

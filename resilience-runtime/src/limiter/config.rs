//! The settings of a rate limiter.

use std::fmt;
use std::time::Duration;

use super::RateLimiter;
use crate::registry::Builder;

/// How many calls may start in a second while no site says it.
pub(super) const UNSET_MAX: u32 = 100;

/// The settings, as they are compared and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    pub(super) max: Option<u32>,
    pub(super) per: Option<Duration>,
    pub(super) burst: Option<u32>,
    pub(super) wait: Duration,
}

impl Settings {
    pub(super) const DEFAULT: Self = Self {
        max: None,
        per: None,
        burst: None,
        wait: Duration::ZERO,
    };

    /// How many calls may start at once after a quiet time; see `Rate::of` for the number that stands in.
    pub(super) fn burst(&self) -> u32 {
        self.burst.or(self.max).unwrap_or(UNSET_MAX)
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
        } = self;
        if let (Some(max), Some(per)) = (max, per) {
            write!(f, "max = {max}, per = {per:?}, ")?;
        }
        if let Some(burst) = burst {
            write!(f, "burst = {burst}, ")?;
        }
        write!(f, "wait = {wait:?}")
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
        assert!(calls >= 1, "`max` must be at least 1");
        self.settings.max = Some(calls);
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
        assert!(!time.is_zero(), "`per` must be longer than zero");
        self.settings.per = Some(time);
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
        assert!(calls >= 1, "`burst` must be at least 1");
        self.settings.burst = Some(calls);
        self.given = true;
        self
    }

    /// How long a call waits for its permit (default 0 s: it is refused at once); at most a century.
    pub const fn wait(mut self, wait: Duration) -> Self {
        self.settings.wait = wait;
        self.given = true;
        self
    }
}

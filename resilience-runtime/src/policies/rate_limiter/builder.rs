//! The builder of a rate limiter.

use std::time::Duration;

use super::handle::RateLimiter;
use crate::registry::{Builder, assert_valid};

/// Builds a [`RateLimiter`]; returned by [`RateLimiter::builder`].
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{RateLimiter, RateLimiterBuilder};
/// # use std::time::Duration;
/// fn per_minute(builder: RateLimiterBuilder) -> RateLimiterBuilder {
///     builder.per(Duration::from_secs(60))
/// }
/// let limiter = per_minute(RateLimiter::builder("newsletter").max(600)).build();
/// assert_eq!(limiter.snapshot().settings, "max = 600, per = 60s, wait = 0ns");
/// ```
pub type RateLimiterBuilder = Builder<RateLimiter>;

impl Builder<RateLimiter> {
    /// Sets how many calls may start in each [`per`](Self::per) (at least 1). Required.
    ///
    /// While no site gives `max` or `per`, the missing one is 100 calls or 1 s, and
    /// `registry::validate` reports the name.
    ///
    /// # Panics
    ///
    /// If `calls` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RateLimiter;
    /// # use std::time::Duration;
    /// let limiter = RateLimiter::builder("tiles").max(50).per(Duration::from_secs(1)).build();
    /// assert_eq!(limiter.snapshot().burst, 50);
    /// ```
    pub const fn max(mut self, calls: u32) -> Self {
        assert_valid(self.settings.set_max(calls));
        self.has_settings = true;
        self
    }

    /// Sets the time in which [`max`](Self::max) calls may start (longer than zero). Required.
    ///
    /// The interval between two permits, `per / max`, is at most 50 years.
    ///
    /// # Panics
    ///
    /// If `time` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{RateLimiter, Rejected};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let limiter = RateLimiter::builder("backups").max(1).per(Duration::from_secs(3_600)).build();
    /// limiter.acquire().await?;
    /// assert!(limiter.acquire().await.is_err(), "the next permit is due in an hour");
    /// # Ok(()) }
    /// ```
    pub const fn per(mut self, time: Duration) -> Self {
        assert_valid(self.settings.set_per(time));
        self.has_settings = true;
        self
    }

    /// Sets how many unused permits add up to start calls at once (default: `max`, at least 1).
    ///
    /// The burst is limited to the permits of 100 years, and the one that is due.
    ///
    /// # Panics
    ///
    /// If `calls` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{RateLimiter, Rejected};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let minute = Duration::from_secs(60);
    /// let limiter = RateLimiter::builder("calls").max(10).per(minute).burst(1).build();
    /// limiter.acquire().await?;
    /// assert!(limiter.acquire().await.is_err(), "the next permit is due in 6 s");
    /// # Ok(()) }
    /// ```
    pub const fn burst(mut self, calls: u32) -> Self {
        assert_valid(self.settings.set_burst(calls));
        self.has_settings = true;
        self
    }

    /// Sets how long a call may wait for a permit (default 0 s, at most 100 years).
    ///
    /// A call whose permit would take longer is rejected at once.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{RateLimiter, Rejected};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let limiter = RateLimiter::builder("lookups")
    ///     .max(1)
    ///     .per(Duration::from_millis(10))
    ///     .wait(Duration::from_secs(1))
    ///     .build();
    /// limiter.acquire().await?;
    /// limiter.acquire().await?; // waits 10 ms
    /// # Ok(()) }
    /// ```
    pub const fn wait(mut self, wait: Duration) -> Self {
        self.settings.wait = wait;
        self.has_settings = true;
        self
    }

    /// Enables or disables the rate limiter (default: enabled).
    ///
    /// A disabled rate limiter admits every call at once, waiting calls first, and these calls use no
    /// permits. Permits that were used before it was disabled stay used.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{RateLimiter, Rejected};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let limiter = RateLimiter::builder("alerts").max(1).per(Duration::from_secs(60));
    /// let limiter = limiter.enabled(false).build();
    /// limiter.acquire().await?;
    /// limiter.acquire().await?;
    /// # Ok(()) }
    /// ```
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.settings.enabled = enabled;
        self.has_settings = true;
        self
    }
}

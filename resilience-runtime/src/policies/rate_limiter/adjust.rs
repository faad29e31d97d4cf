//! Changes of the settings while the policy is in use.

use super::{RateLimiter, RateLimiterBuilder};
use crate::registry;

impl RateLimiter {
    /// Changes settings while the limiter is in use. `change` receives a builder with the current settings.
    ///
    /// Permits that were taken stay taken, at most the new `burst`: a limiter that is slowed down has its next permit
    /// after one `per / max`. Calls in the queue keep their order and follow the new rate, even beyond their `wait`. A
    /// call during the change follows either the old settings or the new ones. Settings that a site states later for
    /// the name do not undo the change.
    ///
    /// `change` runs again if another thread changes the settings in the meantime, so no change is lost.
    ///
    /// # Panics
    ///
    /// If `change` panics, as the builder's setters do if a value is out of range. Then nothing changes.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{RateLimiter, Rejected};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let limiter = RateLimiter::builder("mail").max(1).per(Duration::from_secs(60)).build();
    /// limiter.acquire().await?;
    /// assert!(limiter.acquire().await.is_err());
    /// limiter.adjust(|it| it.burst(2));
    /// limiter.acquire().await?;
    /// # Ok(()) }
    /// ```
    pub fn adjust(&self, change: impl FnMut(RateLimiterBuilder) -> RateLimiterBuilder) {
        registry::adjust(self, self.name(), change);
    }
}

//! The settings of a policy in use.

use super::{RateLimiter, RateLimiterBuilder};
use crate::registry;

impl RateLimiter {
    /// Changes settings while the limiter is in use: `change` gets a builder with those in force.
    ///
    /// As many permits as were taken stay taken, whatever the new rate, and at most the new `burst`: a
    /// limiter that is slowed down has its next permit after one `per / max`. Who waits already keeps
    /// its turn and goes by the new rate, even where that is later than its `wait`. A call that comes
    /// meanwhile goes by the old settings or by the new ones, never by some of each. What a site says
    /// later of the name does not undo the change.
    ///
    /// `change` runs again if another thread changes settings meanwhile, so that neither change is
    /// lost.
    ///
    /// # Panics
    ///
    /// If `change` does, as the builder's setters do when a value is out of range; then nothing
    /// changes.
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

//! The builder of a bulkhead.

use std::time::Duration;

use super::handle::Bulkhead;
use crate::registry::{Builder, assert_valid};

/// Builds a [`Bulkhead`]; returned by [`Bulkhead::builder`].
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Bulkhead, BulkheadBuilder};
/// # use std::time::Duration;
/// fn patient(builder: BulkheadBuilder) -> BulkheadBuilder {
///     builder.wait(Duration::from_secs(30))
/// }
/// let bulkhead = patient(Bulkhead::builder("billing").max(10)).build();
/// assert_eq!(bulkhead.snapshot().settings, "max = 10, wait = 30s");
/// ```
pub type BulkheadBuilder = Builder<Bulkhead>;

impl Builder<Bulkhead> {
    /// Sets how many calls may run at once (at least 1). Required.
    ///
    /// While no site gives it, the limit is 25 calls and `registry::validate` reports the name.
    ///
    /// # Panics
    ///
    /// If `calls` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Bulkhead;
    /// let bulkhead = Bulkhead::builder("pdf").max(8).build();
    /// assert_eq!(bulkhead.snapshot().max, 8);
    /// ```
    pub const fn max(mut self, calls: u32) -> Self {
        assert_valid(self.settings.set_max(calls));
        self.has_settings = true;
        self
    }

    /// Sets how long a call waits for a slot (default 5 s). With zero, calls are rejected at once.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Bulkhead, Rejected};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let bulkhead = Bulkhead::builder("geocoding").max(1).wait(Duration::ZERO).build();
    /// let _running = bulkhead.acquire().await?;
    /// assert!(bulkhead.acquire().await.is_err());
    /// # Ok(()) }
    /// ```
    pub const fn wait(mut self, wait: Duration) -> Self {
        self.settings.wait = wait;
        self.has_settings = true;
        self
    }

    /// Sets how many calls may wait at once (default: any number). With zero, no call waits.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Bulkhead;
    /// let bulkhead = Bulkhead::builder("ocr").max(2).queue(20).build();
    /// assert_eq!(bulkhead.snapshot().queue, Some(20));
    /// ```
    pub const fn queue(mut self, calls: u32) -> Self {
        self.settings.queue = Some(calls);
        self.has_settings = true;
        self
    }

    /// Enables or disables the bulkhead (default: enabled).
    ///
    /// A disabled bulkhead admits every call at once, waiting calls first. It still counts running
    /// calls.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Bulkhead, Rejected};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let bulkhead = Bulkhead::builder("previews").max(1).enabled(false).build();
    /// let _first = bulkhead.acquire().await?;
    /// let _second = bulkhead.acquire().await?;
    /// assert_eq!(bulkhead.snapshot().in_flight, 2);
    /// # Ok(()) }
    /// ```
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.settings.enabled = enabled;
        self.has_settings = true;
        self
    }
}

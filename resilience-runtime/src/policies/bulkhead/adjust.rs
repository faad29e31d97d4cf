//! Changes of the settings while the policy is in use.

use super::{Bulkhead, BulkheadBuilder};
use crate::registry;

impl Bulkhead {
    /// Changes settings while the bulkhead is in use. `change` receives a builder with the current settings.
    ///
    /// With a larger `max` the first waiters are admitted at once, in their order. With a smaller one no call is
    /// admitted until enough calls have ended; none is interrupted. Calls in the queue keep their position and their
    /// time: `queue` and `wait` apply to later calls. Settings that a site states later for the name do not undo the
    /// change.
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
    /// # use resilience_runtime::{Bulkhead, Rejected};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let bulkhead = Bulkhead::builder("images").max(1).wait(Duration::ZERO).build();
    /// let _first = bulkhead.acquire().await?;
    /// assert!(bulkhead.acquire().await.is_err());
    /// bulkhead.adjust(|it| it.max(40).wait(Duration::from_secs(1)));
    /// let _second = bulkhead.acquire().await?;
    /// # Ok(()) }
    /// ```
    pub fn adjust(&self, change: impl FnMut(BulkheadBuilder) -> BulkheadBuilder) {
        registry::adjust(self, self.name(), change);
    }
}

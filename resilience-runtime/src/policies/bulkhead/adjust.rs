//! The settings of a policy in use.

use super::{Bulkhead, BulkheadBuilder};
use crate::registry;

impl Bulkhead {
    /// Changes settings while the bulkhead is in use: `change` gets a builder with those in force.
    ///
    /// With a larger `max` the first waiters go at once, in their order. With a smaller one nobody
    /// is let in until enough calls have ended; none is cut off. Who waits already keeps its place
    /// and its time: `queue` and `wait` count for the calls that come after. What a site says later
    /// of the name does not undo the change.
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

//! Changes of the settings while the policy is in use.

use super::{CircuitBreaker, CircuitBreakerBuilder};
use crate::registry;

impl CircuitBreaker {
    /// Changes settings while the breaker is in use. `change` receives a builder with the current settings.
    ///
    /// State and counts stay. The counts are checked against the new settings when the next call ends. An open breaker
    /// keeps the cooldown that it opened with. Settings that a site states later for the name do not undo the change.
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
    /// # use resilience_runtime::{CircuitBreaker, CircuitState};
    /// let breaker = CircuitBreaker::builder("ledger").threshold(5).build();
    /// let fail = || breaker.acquire().map(|permit| permit.settle(true));
    /// fail()?;
    /// breaker.adjust(|it| it.threshold(2));
    /// fail()?;
    /// assert_eq!(breaker.state(), CircuitState::Open);
    /// # Ok::<(), resilience_runtime::Rejected>(())
    /// ```
    pub fn adjust(&self, change: impl FnMut(CircuitBreakerBuilder) -> CircuitBreakerBuilder) {
        registry::adjust(self, self.name(), change);
    }
}

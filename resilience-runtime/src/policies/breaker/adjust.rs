//! The settings of a policy in use.

use super::{CircuitBreaker, CircuitBreakerBuilder};
use crate::registry;

impl CircuitBreaker {
    /// Changes settings while the breaker is in use: `change` gets a builder with those in force.
    ///
    /// State and counts stay. What was counted is held against the new settings when the next call
    /// ends; an open breaker keeps the cooldown that it opened with, and the next opening has the
    /// new one. What a site says later of the name does not undo the change.
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

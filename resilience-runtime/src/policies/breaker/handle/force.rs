//! Changes of the state by an operator.

use super::CircuitBreaker;
use crate::CircuitState;
use crate::support::clock;

impl CircuitBreaker {
    /// Rejects every call until [`reset`](Self::reset).
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::CircuitBreaker;
    /// let breaker = CircuitBreaker::builder("legacy").build();
    /// breaker.force_open();
    /// assert!(breaker.acquire().is_err());
    /// ```
    pub fn force_open(&self) {
        self.force(CircuitState::ForcedOpen);
    }

    /// Admits every call, whatever their results, until [`reset`](Self::reset).
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Verdict};
    /// let breaker = CircuitBreaker::builder("ledger").threshold(1).build();
    /// breaker.force_closed();
    /// breaker.acquire().unwrap().settle(Verdict::Failure);
    /// assert!(breaker.acquire().is_ok());
    /// ```
    pub fn force_closed(&self) {
        self.force(CircuitState::ForcedClosed);
    }

    /// Admits every call and counts none, until [`reset`](Self::reset).
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, CircuitState};
    /// let breaker = CircuitBreaker::builder("sandbox").build();
    /// breaker.disable();
    /// assert_eq!(breaker.state(), CircuitState::Disabled);
    /// ```
    pub fn disable(&self) {
        self.force(CircuitState::Disabled);
    }

    /// Closes the breaker, with empty counts and the first cooldown.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, CircuitState};
    /// let breaker = CircuitBreaker::builder("rates").build();
    /// breaker.force_open();
    /// breaker.reset();
    /// assert_eq!(breaker.state(), CircuitState::Closed);
    /// ```
    pub fn reset(&self) {
        let now = clock::now();
        self.shared.change(|locked| locked.machine.close(now));
    }

    fn force(&self, state: CircuitState) {
        let now = clock::now();
        self.shared
            .change(|locked| locked.machine.force(state, now));
    }
}

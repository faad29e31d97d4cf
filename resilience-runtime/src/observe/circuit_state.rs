//! The public states of a breaker.

use std::fmt;

/// The state of a circuit breaker.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{CircuitBreaker, CircuitState};
/// let breaker = CircuitBreaker::builder("stock").build();
/// assert_eq!(breaker.state(), CircuitState::Closed);
/// breaker.force_open();
/// assert_eq!(breaker.state().to_string(), "forced open");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum CircuitState {
    /// Calls are admitted and counted.
    Closed,
    /// Calls are rejected until the cooldown is over.
    Open,
    /// A few calls are admitted to probe whether the service is back.
    HalfOpen,
    /// Calls are rejected until the breaker is reset.
    ForcedOpen,
    /// Calls are admitted whatever their results, until the breaker is reset.
    ForcedClosed,
    /// Calls are admitted and not counted, until the breaker is reset or its settings
    /// [enable](crate::CircuitBreakerBuilder::enabled) it again.
    Disabled,
}

impl CircuitState {
    /// Returns the name for metrics and traces.
    #[cfg(any(feature = "metrics", feature = "tracing"))]
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half_open",
            Self::ForcedOpen => "forced_open",
            Self::ForcedClosed => "forced_closed",
            Self::Disabled => "disabled",
        }
    }

    /// Every state.
    #[cfg(feature = "metrics")]
    pub(crate) const ALL: [Self; 6] = [
        Self::Closed,
        Self::Open,
        Self::HalfOpen,
        Self::ForcedOpen,
        Self::ForcedClosed,
        Self::Disabled,
    ];
}

impl fmt::Display for CircuitState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::HalfOpen => "half-open",
            Self::ForcedOpen => "forced open",
            Self::ForcedClosed => "forced closed",
            Self::Disabled => "disabled",
        })
    }
}

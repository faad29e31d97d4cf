//! The states that users see.

use std::fmt;

/// The state of a circuit breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum CircuitState {
    /// Calls go through and are counted.
    Closed,
    /// Calls are refused, until the cooldown is over.
    Open,
    /// A few calls probe whether the service is back.
    HalfOpen,
    /// Calls are refused, until someone resets the breaker.
    ForcedOpen,
    /// Calls go through whatever they bring, until someone resets the breaker.
    ForcedClosed,
    /// Calls go through and none is counted, until someone resets the breaker, or its settings
    /// [enable](crate::CircuitBreakerBuilder::enabled) it again.
    Disabled,
}

impl CircuitState {
    /// What it is called where machines read it.
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

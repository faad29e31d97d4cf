//! The events that policies emit.

use std::time::Duration;

use crate::observe::circuit_counts::CircuitCounts;
use crate::observe::circuit_state::CircuitState;
#[cfg(feature = "config")]
use crate::observe::config_error::Errors;
use crate::observe::conflict::Conflict;
use crate::observe::stop::Stop;
use crate::{Name, Rejected};

/// An event of a policy, a retry, a fallback or the configuration.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{events::{self, Event}, CircuitBreaker, CircuitState};
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let breaker = CircuitBreaker::builder("invoices").build();
/// let mut events = events::stream_of("invoices", 16);
/// breaker.force_open();
/// let event = events.next().await;
/// assert_eq!(event.name(), "invoices");
/// assert!(matches!(event, Event::Transition { to: CircuitState::ForcedOpen, .. }));
/// # }
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "event", rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Event {
    /// A circuit breaker changed its state.
    #[non_exhaustive]
    Transition {
        /// The name of the breaker.
        breaker: Name,
        /// The state before.
        from: CircuitState,
        /// The state after.
        to: CircuitState,
        /// The number of the state after. It grows with each transition.
        ///
        /// Events of two threads may arrive out of order. The larger number is the later state.
        generation: u64,
        /// The number of failures since the last success.
        failures_in_a_row: u32,
        /// The calls in the window, if a rule has one. When the breaker trips, those that met the rule.
        window: Option<CircuitCounts>,
    },
    /// A policy rejected a call, or a call timed out.
    #[non_exhaustive]
    Rejected {
        /// The rejection that the caller gets.
        rejected: Rejected,
    },
    /// A fallback supplies the result of a call.
    #[non_exhaustive]
    Fallback {
        /// The path of the annotated function.
        function: Name,
        /// The rejection that it replaces; `None` if it replaces an error of the function.
        rejected: Option<Rejected>,
    },
    /// A retry budget rejected a retry.
    #[non_exhaustive]
    BudgetExhausted {
        /// The name of the budget.
        budget: Name,
    },
    /// A call is retried after a delay.
    #[non_exhaustive]
    Retry {
        /// The path of the annotated function, or the name given to the builder.
        retry: Name,
        /// The number of the retry, counted from 0.
        number: u32,
        /// The delay before the next attempt.
        #[cfg_attr(
            feature = "serde",
            serde(serialize_with = "crate::support::seconds::some")
        )]
        delay: Duration,
        /// The rejection or the error that caused the retry.
        ///
        /// `None` if the error has no `Display`, if `judge` classified an `Ok` as a failure, or if
        /// there was no listener when the attempt failed.
        error: Option<String>,
    },
    /// A call with a retry ended, unless its first attempt succeeded.
    #[non_exhaustive]
    RetryEnd {
        /// The path of the annotated function, or the name given to the builder.
        retry: Name,
        /// The number of attempts, including the first call.
        attempts: u32,
        /// The time since the first attempt began; zero if there was no listener then.
        #[cfg_attr(
            feature = "serde",
            serde(serialize_with = "crate::support::seconds::some")
        )]
        elapsed: Duration,
        /// The reason why there is no further attempt.
        stop: Stop,
    },
    /// A [watched](crate::config::watch) file changed, and its settings were applied.
    #[cfg(feature = "config")]
    #[non_exhaustive]
    ConfigReloaded {
        /// The path of the file.
        file: Name,
    },
    /// A [watched](crate::config::watch) file has errors after a change, or can no longer be read.
    ///
    /// The settings stay as they are.
    #[cfg(feature = "config")]
    #[non_exhaustive]
    ConfigRejected {
        /// The path of the file.
        file: Name,
        /// Every error in the file.
        errors: Errors,
    },
    /// Two places state different settings for one name, or a new policy contradicts the configuration.
    ///
    /// Each conflict is reported once.
    Conflict(Conflict),
}

impl Event {
    /// Returns the name of the policy.
    ///
    /// For retries and fallbacks it is the path of the annotated function, for a configuration the path
    /// of the file.
    pub fn name(&self) -> &str {
        match self {
            Self::Transition { breaker, .. } => breaker,
            Self::Rejected { rejected } => rejected.name(),
            Self::Fallback { function, .. } => function,
            Self::BudgetExhausted { budget } => budget,
            Self::Retry { retry, .. } | Self::RetryEnd { retry, .. } => retry,
            #[cfg(feature = "config")]
            Self::ConfigReloaded { file } | Self::ConfigRejected { file, .. } => file,
            Self::Conflict(
                Conflict::Settings { name, .. }
                | Conflict::Missing { name, .. }
                | Conflict::Configuration { name, .. },
            ) => name,
        }
    }
}

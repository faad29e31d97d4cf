//! What can happen to a policy.

use std::time::Duration;

use crate::observe::circuit_counts::CircuitCounts;
use crate::observe::circuit_state::CircuitState;
#[cfg(feature = "config")]
use crate::observe::config_error::Errors;
use crate::observe::conflict::Conflict;
use crate::observe::stop::Stop;
use crate::{Name, Rejected};

/// Something that happened to a policy.
#[derive(Clone, Debug)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "event", rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Event {
    /// A circuit breaker went from one state to another.
    #[non_exhaustive]
    Transition {
        /// The breaker.
        breaker: Name,
        /// The state that it left.
        from: CircuitState,
        /// The state that it went to.
        to: CircuitState,
        /// The number of that state. Events of two threads may be told in another order than they
        /// happened in: the larger number is the later state.
        generation: u64,
        /// Failures since the last success.
        failures_in_a_row: u32,
        /// The calls in the window, where a rule has one: for a trip, those that met the rule.
        window: Option<CircuitCounts>,
    },
    /// A policy refused a call, or cut it off.
    #[non_exhaustive]
    Rejected {
        /// What the caller is told.
        rejected: Rejected,
    },
    /// A fallback answers in place of a call.
    #[non_exhaustive]
    Fallback {
        /// The annotated function.
        function: Name,
        /// The rejection that it answers for; `None` for an error of the function's own.
        rejected: Option<Rejected>,
    },
    /// A budget had no retry left.
    #[non_exhaustive]
    BudgetRefused {
        /// The budget.
        budget: Name,
    },
    /// A call is tried again.
    #[non_exhaustive]
    Retry {
        /// The annotated function, or the name that the builder gave.
        retry: Name,
        /// Which retry it is, counted from 0.
        number: u32,
        /// How long it is put off.
        #[cfg_attr(
            feature = "serde",
            serde(serialize_with = "crate::support::seconds::some")
        )]
        delay: Duration,
        /// What made it necessary: the error, where its type can be displayed, or the rejection.
        /// `None` also for an `Ok` that `judge` calls a failure, and where nobody listened then.
        error: Option<String>,
    },
    /// A call under a retry has come to its end, by another way than the success of its first
    /// attempt.
    #[non_exhaustive]
    RetryEnd {
        /// The annotated function, or the name that the builder gave.
        retry: Name,
        /// How many attempts were made, the first call included.
        attempts: u32,
        /// The time since the first began; zero where nobody listened then.
        #[cfg_attr(
            feature = "serde",
            serde(serialize_with = "crate::support::seconds::some")
        )]
        elapsed: Duration,
        /// Why there is no further one.
        stop: Stop,
    },
    /// A [watched](crate::config::watch) file has changed, and what it says is in force.
    #[cfg(feature = "config")]
    #[non_exhaustive]
    ConfigReloaded {
        /// The path of the file.
        file: Name,
    },
    /// A [watched](crate::config::watch) file has changed, or cannot be read any more, and the
    /// settings stay as they are.
    #[cfg(feature = "config")]
    #[non_exhaustive]
    ConfigRefused {
        /// The path of the file.
        file: Name,
        /// Everything that is wrong.
        errors: Errors,
    },
    /// Two sites give one name different settings; each pair is told once. Or a policy that came late
    /// does not go with what is configured.
    Conflict(Conflict),
}

impl Event {
    /// The policy that it is about; for retries and fallbacks the annotated function, for a
    /// configuration its file.
    pub fn name(&self) -> &str {
        match self {
            Self::Transition { breaker, .. } => breaker,
            Self::Rejected { rejected } => rejected.name(),
            Self::Fallback { function, .. } => function,
            Self::BudgetRefused { budget } => budget,
            Self::Retry { retry, .. } | Self::RetryEnd { retry, .. } => retry,
            #[cfg(feature = "config")]
            Self::ConfigReloaded { file } | Self::ConfigRefused { file, .. } => file,
            Self::Conflict(
                Conflict::Settings { name, .. }
                | Conflict::Missing { name, .. }
                | Conflict::Configuration { name, .. },
            ) => name,
        }
    }
}

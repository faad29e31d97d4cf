//! The reason why a breaker does not admit a call.

use std::time::Duration;

use crate::support::clock::Time;
use crate::{Name, Rejected};

/// The reason why a breaker does not admit a call, without the breaker's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OpenCircuit {
    /// The time until a call may be admitted; [`Duration::MAX`] while the breaker is forced open.
    pub(super) retry_after: Duration,
    /// The age of the last failure.
    pub(super) last_failure: Option<Duration>,
}

impl OpenCircuit {
    /// The reason for a call at `now`: the next call is admitted at `retry_at`, the last failure was at `failed_at`.
    #[inline]
    pub(super) fn new(now: Time, retry_at: Option<Time>, failed_at: Option<Time>) -> Self {
        Self {
            retry_after: retry_at.map_or(Duration::MAX, |at| at.since(now)),
            last_failure: failed_at.map(|at| now.since(at)),
        }
    }

    /// The rejection by the breaker of that name.
    #[inline]
    pub(super) fn into_rejected(self, name: &Name) -> Rejected {
        Rejected::CircuitOpen {
            name: name.clone(),
            retry_after: self.retry_after,
            last_failure: self.last_failure,
        }
    }
}

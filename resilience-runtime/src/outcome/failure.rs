//! Why a call brought no answer.

use std::error::Error;
use std::fmt;

use crate::{Rejected, Verdict};

/// Why a call brought no answer: a policy rejected it, or the service's own error.
///
/// A fallback sees this as its cause, and `call` on a policy returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// A policy refused the call or cut it off.
    Rejected(Rejected),
    /// The function ran and failed.
    Error(E),
}

impl<E> Failure<E> {
    /// The rejection, if it was one.
    pub fn rejected(&self) -> Option<&Rejected> {
        match self {
            Self::Rejected(rejected) => Some(rejected),
            Self::Error(_) => None,
        }
    }

    /// The function's own error, or the rejection turned into one.
    pub fn into_error(self) -> E
    where
        E: From<Rejected>,
    {
        match self {
            Self::Rejected(rejected) => rejected.into(),
            Self::Error(error) => error,
        }
    }
}

impl<E> Failure<E> {
    /// How a result counts that comes from another policy: a timeout or an error is a failure, any
    /// other rejection says nothing of the service.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Bulkhead, CircuitBreaker, Failure};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let breaker = CircuitBreaker::builder("maps").threshold(1).build();
    /// let bulkhead = Bulkhead::builder("maps").max(1).wait(std::time::Duration::ZERO).build();
    /// let _full = bulkhead.acquire().await.unwrap();
    /// let route = || async { Ok::<_, std::io::Error>("left, then right") };
    ///
    /// let refused = breaker.call_judged(Failure::judge, || bulkhead.call(route)).await;
    /// assert!(matches!(refused.map_err(Failure::flatten), Err(Failure::Rejected(_))));
    /// assert_eq!(breaker.snapshot().failures, 0);
    /// # }
    /// ```
    pub fn judge<T>(result: &Result<T, Self>) -> Verdict {
        match result {
            Ok(_) => Verdict::Success,
            Err(Self::Rejected(rejected)) => rejected.verdict(),
            Err(Self::Error(_)) => Verdict::Failure,
        }
    }
}

impl<E> Failure<Failure<E>> {
    /// The failure of one policy's `call` inside another's, as one.
    pub fn flatten(self) -> Failure<E> {
        match self {
            Self::Rejected(rejected) | Self::Error(Failure::Rejected(rejected)) => {
                Failure::Rejected(rejected)
            }
            Self::Error(Failure::Error(error)) => Failure::Error(error),
        }
    }
}

impl<E> From<Rejected> for Failure<E> {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

impl<E: fmt::Display> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejected) => rejected.fmt(f),
            Self::Error(error) => error.fmt(f),
        }
    }
}

impl<E: Error + 'static> Error for Failure<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Rejected(rejected) => Some(rejected),
            Self::Error(error) => Some(error),
        }
    }
}

//! The failure of a call: a rejection or the service's own error.

use std::error::Error;
use std::fmt;

use crate::{Rejected, Verdict};

/// The failure of a call: a rejection by a policy, or the service's own error.
///
/// It is the cause that a fallback receives, and the error of the `call` methods of policies.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Failure, Rejected};
/// fn describe(failure: &Failure<std::io::Error>) -> String {
///     match failure {
///         Failure::Rejected(rejected) => format!("rejected by `{}`", rejected.name()),
///         Failure::Error(error) => error.to_string(),
///     }
/// }
/// assert_eq!(describe(&Failure::Error(std::io::Error::other("down"))), "down");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// A policy rejected the call or timed it out.
    Rejected(Rejected),
    /// The function ran and failed.
    Error(E),
}

impl<E> Failure<E> {
    /// Returns the rejection, if the failure is one.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Failure;
    /// assert!(Failure::Error("down").rejected().is_none());
    /// ```
    pub fn rejected(&self) -> Option<&Rejected> {
        match self {
            Self::Rejected(rejected) => Some(rejected),
            Self::Error(_) => None,
        }
    }

    /// Returns the function's own error, or converts the rejection into one.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Failure, Rejected};
    /// # #[derive(Debug, PartialEq)]
    /// enum Error { Down, Rejected(Rejected) }
    ///
    /// impl From<Rejected> for Error {
    ///     fn from(rejected: Rejected) -> Self {
    ///         Self::Rejected(rejected)
    ///     }
    /// }
    /// assert_eq!(Failure::Error(Error::Down).into_error(), Error::Down);
    /// ```
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
    /// Judges the result of another policy's `call`, as a pipeline does.
    ///
    /// A timeout or an error is a failure. Any other rejection is ignored.
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
    /// Flattens the failure of one policy's `call` inside another's.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Failure;
    /// let nested = Failure::Error(Failure::Error("down"));
    /// assert_eq!(nested.flatten(), Failure::Error("down"));
    /// ```
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

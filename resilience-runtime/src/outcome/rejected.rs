//! The rejection of a call by a policy.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use crate::{Name, Verdict};

/// The rejection of a call by a policy.
///
/// It leaves an annotated function as the function's error, by `E: From<Rejected>`.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{CircuitBreaker, Failure, Rejected};
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let breaker = CircuitBreaker::builder("quotes").build();
/// breaker.force_open();
/// let refused = breaker.call(|| async { Ok::<_, std::io::Error>(1) }).await;
/// assert!(matches!(refused, Err(Failure::Rejected(Rejected::CircuitOpen { .. }))));
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "kind", rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Rejected {
    /// The breaker is open, or half-open with all probes in flight.
    CircuitOpen {
        /// The name of the breaker.
        name: Name,
        /// The time until the breaker admits a probe: zero while probes are in flight, and
        /// [`Duration::MAX`] while the breaker is forced open.
        #[cfg_attr(
            feature = "serde",
            serde(serialize_with = "crate::support::seconds::some")
        )]
        retry_after: Duration,
        /// The age of the last failure that the breaker counted.
        #[cfg_attr(
            feature = "serde",
            serde(serialize_with = "crate::support::seconds::maybe")
        )]
        last_failure: Option<Duration>,
    },
    /// The bulkhead had no free slot in time, or its queue was full.
    BulkheadFull {
        /// The name of the bulkhead.
        name: Name,
        /// The maximum number of calls in flight.
        max: u32,
        /// The number of other calls in the queue.
        waiting: usize,
    },
    /// The rate limiter had no permit in time.
    RateLimited {
        /// The name of the rate limiter.
        name: Name,
        /// The time until a permit is free.
        #[cfg_attr(
            feature = "serde",
            serde(serialize_with = "crate::support::seconds::some")
        )]
        retry_after: Duration,
    },
    /// The call ran longer than its timeout, and was dropped.
    TimedOut {
        /// The path of the function, or the name of the timeout.
        name: Name,
        /// The timeout.
        #[cfg_attr(
            feature = "serde",
            serde(serialize_with = "crate::support::seconds::some")
        )]
        limit: Duration,
    },
}

impl Rejected {
    /// The label of every kind of rejection.
    #[cfg(feature = "metrics")]
    pub(crate) const LABELS: [&'static str; 4] =
        ["circuit_open", "bulkhead_full", "rate_limited", "timed_out"];

    /// The label for metrics and `tracing`.
    #[cfg(any(feature = "metrics", feature = "tracing"))]
    pub(crate) const fn label(&self) -> &'static str {
        match self {
            Self::CircuitOpen { .. } => "circuit_open",
            Self::BulkheadFull { .. } => "bulkhead_full",
            Self::RateLimited { .. } => "rate_limited",
            Self::TimedOut { .. } => "timed_out",
        }
    }

    /// The name of the policy that rejected the call.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::CircuitBreaker;
    /// let breaker = CircuitBreaker::builder("tariffs").build();
    /// breaker.force_open();
    /// let rejected = breaker.acquire().unwrap_err();
    /// assert_eq!(rejected.name(), "tariffs");
    /// ```
    pub fn name(&self) -> &str {
        match self {
            Self::CircuitOpen { name, .. }
            | Self::BulkheadFull { name, .. }
            | Self::RateLimited { name, .. }
            | Self::TimedOut { name, .. } => name,
        }
    }

    /// The time after which another call may succeed, if the policy knows it.
    ///
    /// `None` for a full bulkhead, for a timeout, and while a breaker is forced open. Zero while the
    /// probes of a breaker are in flight: a caller that retries in a loop should still wait a little.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::CircuitBreaker;
    /// let breaker = CircuitBreaker::builder("taxes").build();
    /// breaker.force_open();
    /// let rejected = breaker.acquire().unwrap_err();
    /// assert_eq!(rejected.retry_after(), None);
    /// ```
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::CircuitOpen { retry_after, .. } | Self::RateLimited { retry_after, .. } => {
                (*retry_after != Duration::MAX).then_some(*retry_after)
            }
            Self::BulkheadFull { .. } | Self::TimedOut { .. } => None,
        }
    }

    /// The verdict of the policies above: a timeout is a failure, any other rejection is ignored.
    pub(crate) fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut { .. } => Verdict::Failure,
            _ => Verdict::Ignore,
        }
    }

    /// Finds a rejection in `error` or in the chain of its sources.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Rejected;
    /// let plain = std::io::Error::other("disk");
    /// assert!(Rejected::find(&plain).is_none());
    /// ```
    pub fn find<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a Self> {
        std::iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| {
            (*error).source()
        })
        .find_map(|error| error.downcast_ref())
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CircuitOpen {
                name,
                retry_after,
                last_failure,
            } => {
                write!(f, "circuit breaker `{name}` is open")?;
                match *retry_after {
                    Duration::MAX => write!(f, " by force")?,
                    Duration::ZERO => write!(f, ", its probes are under way")?,
                    after => write!(f, ", next try in {}", Rounded(after))?,
                }
                match last_failure {
                    Some(age) => write!(f, ", last failure {} ago", Rounded(*age)),
                    None => Ok(()),
                }
            }
            Self::BulkheadFull { name, max, waiting } => {
                write!(
                    f,
                    "bulkhead `{name}` is full: {max} running, {waiting} waiting"
                )
            }
            Self::RateLimited { name, retry_after } => {
                write!(
                    f,
                    "rate limiter `{name}` has no permit, next in {}",
                    Rounded(*retry_after)
                )
            }
            Self::TimedOut { name, limit } => write!(f, "`{name}` timed out after {limit:?}"),
        }
    }
}

impl Error for Rejected {}

/// A duration for readers: whole milliseconds, from one second on tenths of a second.
struct Rounded(Duration);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_millis() {
            millis @ ..1_000 => write!(f, "{millis} ms"),
            _ => write!(f, "{:.1} s", self.0.as_secs_f64()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Outer(Rejected);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("outer")
        }
    }

    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn a_rejection_is_found_at_any_depth_of_the_chain() {
        let full = Rejected::BulkheadFull {
            name: "fraud".into(),
            max: 10,
            waiting: 2,
        };
        assert_eq!(Rejected::find(&full), Some(&full));
        assert_eq!(Rejected::find(&Outer(full.clone())), Some(&full));
    }

    #[test]
    fn messages_name_the_policy_and_its_figures() {
        let open = Rejected::CircuitOpen {
            name: "fraud".into(),
            retry_after: Duration::from_secs(12),
            last_failure: Some(Duration::from_millis(1500)),
        };
        assert_eq!(
            open.to_string(),
            "circuit breaker `fraud` is open, next try in 12.0 s, last failure 1.5 s ago"
        );
        let full = Rejected::BulkheadFull {
            name: "fraud".into(),
            max: 10,
            waiting: 2,
        };
        assert_eq!(
            full.to_string(),
            "bulkhead `fraud` is full: 10 running, 2 waiting"
        );
    }
}

//! What a policy answers instead of the service.

use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::time::Duration;

use crate::{Name, Verdict};

/// A call that a policy refused or cut off.
///
/// It leaves an annotated function as `E: From<Rejected>`.
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
    /// The breaker is open, or half-open with every probe under way.
    CircuitOpen {
        /// The breaker.
        name: Name,
        /// The time until a call may be tried: zero while probes are under way, and
        /// [`Duration::MAX`] while the breaker is forced open.
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::seconds::some"))]
        retry_after: Duration,
        /// The age of the last failure that the breaker counted.
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::seconds::maybe"))]
        last_failure: Option<Duration>,
    },
    /// Every permit was taken, and none came free in time or the queue was full.
    BulkheadFull {
        /// The bulkhead.
        name: Name,
        /// How many calls it lets run at once.
        max: u32,
        /// How many other calls were waiting.
        waiting: usize,
    },
    /// No permit of a rate limiter could come in time.
    RateLimited {
        /// The rate limiter.
        name: Name,
        /// The time until a permit comes free.
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::seconds::some"))]
        retry_after: Duration,
    },
    /// The call ran longer than its timeout, and was dropped.
    TimedOut {
        /// The function, or the name that the timeout was given.
        name: Name,
        /// The timeout.
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::seconds::some"))]
        limit: Duration,
    },
}

impl Rejected {
    /// What it is called where machines read it.
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
    pub fn name(&self) -> &str {
        match self {
            Self::CircuitOpen { name, .. }
            | Self::BulkheadFull { name, .. }
            | Self::RateLimited { name, .. }
            | Self::TimedOut { name, .. } => name,
        }
    }

    /// The time after which another call may succeed, where the policy knows it.
    ///
    /// `None` for a full bulkhead, for a timeout, and while a breaker is forced open. Zero while the
    /// probes of a breaker are under way: who waits in a loop should wait a little all the same.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::CircuitOpen { retry_after, .. } | Self::RateLimited { retry_after, .. } => {
                (*retry_after != Duration::MAX).then_some(*retry_after)
            }
            Self::BulkheadFull { .. } | Self::TimedOut { .. } => None,
        }
    }

    /// How the policies above count it.
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

/// A duration as a person wants it: whole milliseconds, and tenths of a second from there on.
struct Rounded(Duration);

impl fmt::Display for Rounded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_millis() {
            millis @ ..1_000 => write!(f, "{millis} ms"),
            _ => write!(f, "{:.1} s", self.0.as_secs_f64()),
        }
    }
}

/// What can stand in a pipeline's place for a rejection: [`Rejected`], or nothing at all in a
/// pipeline of which no layer rejects.
pub trait Rejection {
    /// What a call says that has no answer.
    fn of(rejected: Rejected) -> Self;

    /// What stands where there would be none, and never is.
    ///
    /// It is written out, and no other rejection has as much in it: so the compiler sees words in an answer where it
    /// would copy bytes from place to place, also those of an answer that has none of them.
    fn unknown() -> Self;

    /// The rejection itself.
    fn into_rejected(self) -> Rejected;
}

impl Rejection for Rejected {
    #[inline]
    fn of(rejected: Self) -> Self {
        rejected
    }

    #[inline]
    fn unknown() -> Self {
        debug_assert!(
            false,
            "a call without an answer has been refused or cut off"
        );
        Self::CircuitOpen {
            name: Name::from_static("unknown"),
            retry_after: Duration::MAX,
            last_failure: Some(Duration::ZERO),
        }
    }

    fn into_rejected(self) -> Rejected {
        self
    }
}

impl Rejection for Infallible {
    fn of(_: Rejected) -> Self {
        Self::unknown()
    }

    fn unknown() -> Self {
        unreachable!("no layer of this pipeline refuses a call or cuts it off")
    }

    fn into_rejected(self) -> Rejected {
        match self {}
    }
}

/// An error in which a rejection `R` can leave an annotated function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot carry a rejection out of this function",
    label = "needs `impl From<resilience::Rejected> for {Self}`",
    note = "put `#[fallback(path)]` on top to answer every rejection, beside `stale` that is `else = path`; or let the error carry it:
`impl From<resilience::Rejected> for {Self} {{ fn from(rejected: resilience::Rejected) -> Self {{ … }} }}`;
where it is a generic parameter, write `{Self}: From<resilience::Rejected>`"
)]
pub trait Carries<R> {
    /// The error that carries it.
    fn carry(rejection: R) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<Rejected>> Carries<Rejected> for E {
    #[inline]
    fn carry(rejection: Rejected) -> Self {
        rejection.into()
    }
}

#[diagnostic::do_not_recommend]
impl<E> Carries<Infallible> for E {
    fn carry(rejection: Infallible) -> Self {
        match rejection {}
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

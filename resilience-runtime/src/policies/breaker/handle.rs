//! The handle of a circuit breaker.

mod force;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::permit::CircuitPermit;
use super::shared::Shared;
use super::snapshot::CircuitBreakerSnapshot;
use crate::CircuitState;
#[cfg(feature = "latency")]
use crate::LatencyHistogram;
#[cfg(feature = "metrics")]
use crate::observe::timing::Timing;
use crate::outcome::answer;
use crate::outcome::verdict::IntoVerdict;
use crate::pipeline::{Call, Local, Pipeline, attempt};
use crate::registry::{self, Builder};
use crate::{Failure, Name, Rejected};

/// Rejects calls to a failing service, and admits probes until the service is back.
///
/// A handle is cheap to clone. All handles with one name share one breaker. Most calls take no lock:
///
/// | call | cost |
/// |---|---|
/// | closed, a success that cannot change the state | two loads and a counter |
/// | closed with a window, a success that may be recorded later | also an atomic exchange, and the clock for a window of time |
/// | open, rejected during the cooldown | no lock |
/// | a failure, a probe, a success that may open the breaker | a short lock |
///
/// # States
///
/// | state | a call arrives | success | failure | ignored or dropped |
/// |---|---|---|---|---|
/// | closed | admitted | counted; if a rule is met → open | counted; if a rule is met → open | – |
/// | open, before the cooldown ends | rejected | – | – | – |
/// | open, after the cooldown | → half-open, admitted as a probe | – | – | – |
/// | half-open, with a free probe slot | admitted as a probe | counted; after `probes` successes → closed | counted; → open, with the next cooldown | its slot is free |
/// | half-open, without a free probe slot | rejected; if a probe has run for `probe_timeout`, admitted in its slot | ″ | ″ | ″ |
/// | forced open | rejected | – | – | – |
/// | forced closed | admitted | counted in the totals | counted in the totals | – |
/// | disabled | admitted | – | – | – |
///
/// A result counts only in the state that admitted its call; late results change nothing.
/// [`force_open`](Self::force_open), [`force_closed`](Self::force_closed) and
/// [`disable`](Self::disable) change any state to theirs. [`reset`](Self::reset) changes any state to
/// closed, with empty counts. Each of them frees all probe slots. A success can open a closed breaker
/// too: it may be slow, or the call that reaches `min_calls`.
///
/// The setting [`enabled`](crate::CircuitBreakerBuilder::enabled)` = false` changes any state to
/// disabled. `true` changes back to the former state, with its counts. A `reset` in between keeps the
/// breaker disabled; it is closed when it is enabled again. A state that an operator forces applies at
/// once, and stays.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{CircuitBreaker, CircuitState};
/// # use std::{io, time::Duration};
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let breaker = CircuitBreaker::builder("tax")
///     .threshold(2)
///     .cooldown(Duration::from_secs(5))
///     .build();
/// for _ in 0..2 {
///     let _ = breaker.call(|| async { Err::<(), _>(io::Error::other("down")) }).await;
/// }
/// assert_eq!(breaker.state(), CircuitState::Open);
/// # }
/// ```
#[derive(Clone)]
pub struct CircuitBreaker {
    pub(super) shared: Arc<Shared>,
}

impl CircuitBreaker {
    /// Returns a builder of the breaker named `name`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, CircuitState};
    /// let breaker = CircuitBreaker::builder("payments").threshold(3).build();
    /// assert_eq!(breaker.state(), CircuitState::Closed);
    /// ```
    pub fn builder(name: impl Into<Name>) -> Builder<Self> {
        Builder::new(name.into())
    }

    /// Returns the name.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::CircuitBreaker;
    /// assert_eq!(CircuitBreaker::builder("shipping").build().name(), "shipping");
    /// ```
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// Admits a call, or rejects it.
    ///
    /// Settle the returned permit with the result of the call.
    ///
    /// # Errors
    ///
    /// [`Rejected::CircuitOpen`] while the breaker is open, or half-open without a free probe slot.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Rejected};
    /// # fn main() -> Result<(), Rejected> {
    /// let breaker = CircuitBreaker::builder("ledger-sync").build();
    /// let permit = breaker.acquire()?;
    /// let answer: Result<u32, std::io::Error> = Ok(7);
    /// permit.settle(answer.is_err());
    /// # Ok(()) }
    /// ```
    #[inline]
    pub fn acquire(&self) -> Result<CircuitPermit<'_>, Rejected> {
        let ticket = self.shared.admit()?;
        Ok(CircuitPermit::new(&self.shared, ticket).timed())
    }

    #[inline]
    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Calls `f` if the breaker admits it, and counts an `Err` as a failure.
    ///
    /// If `f` is the `call` of another policy, its rejections count as failures. Use
    /// [`call_judged`](Self::call_judged) with [`Failure::judge`] to count them as a pipeline does.
    ///
    /// # Cancel safety
    ///
    /// A call that is dropped counts as neither success nor failure. A panic counts as a failure.
    ///
    /// # Errors
    ///
    /// [`Rejected::CircuitOpen`] if the breaker rejects the call, else the error of `f`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Failure};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Failure<std::io::Error>> {
    /// let breaker = CircuitBreaker::builder("weather").build();
    /// let degrees = breaker.call(|| async { Ok(21) }).await?;
    /// assert_eq!(degrees, 21);
    /// # Ok(()) }
    /// ```
    pub async fn call<T, E, F>(&self, f: impl FnOnce() -> F) -> Result<T, Failure<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        self.call_judged(Result::is_err, f).await
    }

    /// Calls `f` if the breaker admits it; `judge` decides how the result counts.
    ///
    /// # Cancel safety
    ///
    /// A call that is dropped counts as neither success nor failure. A panic counts as a failure.
    ///
    /// # Errors
    ///
    /// [`Rejected::CircuitOpen`] if the breaker rejects the call, else the error of `f`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, CircuitState};
    /// # use std::io::{Error, ErrorKind};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let breaker = CircuitBreaker::builder("documents").threshold(1).build();
    /// let is_outage = |result: &Result<(), Error>| {
    ///     result.as_ref().is_err_and(|error| error.kind() != ErrorKind::NotFound)
    /// };
    /// let load = || async { Err(ErrorKind::NotFound.into()) };
    /// let _ = breaker.call_judged(is_outage, load).await;
    /// assert_eq!(breaker.state(), CircuitState::Closed);
    /// # }
    /// ```
    pub async fn call_judged<T, E, F, V: IntoVerdict>(
        &self,
        judge: impl FnOnce(&Result<T, E>) -> V,
        f: impl FnOnce() -> F,
    ) -> Result<T, Failure<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let layers = Pipeline::of(self);
        let mut call = Call::judged(Local(&layers));
        let answer = attempt(&mut call, async { f().await }).await.answer();
        let verdict = answer::judge(&answer, judge);
        call.settle_attempt(&answer, &[verdict]);
        call.result(answer)
    }

    /// Returns the state.
    ///
    /// An open breaker stays open after its cooldown until the next call arrives.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, CircuitState};
    /// let breaker = CircuitBreaker::builder("maps").build();
    /// assert_eq!(breaker.state(), CircuitState::Closed);
    /// ```
    pub fn state(&self) -> CircuitState {
        self.shared.state()
    }

    /// Returns the settings, the state and the counters at one moment.
    ///
    /// Successes on other threads at that moment may be missing.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{CircuitBreaker, Verdict};
    /// let breaker = CircuitBreaker::builder("cards").build();
    /// breaker.acquire().unwrap().settle(Verdict::Failure);
    /// assert_eq!(breaker.snapshot().failures, 1);
    /// ```
    pub fn snapshot(&self) -> CircuitBreakerSnapshot {
        let mut snapshot = self.quick_snapshot();
        snapshot.declared = registry::declared::<Self>(self.name());
        #[cfg(feature = "latency")]
        {
            snapshot.latency = self.latency().summary();
        }
        snapshot
    }

    /// Returns the snapshot without the fields that are slow to read: `declared` and `latency`.
    pub(crate) fn quick_snapshot(&self) -> CircuitBreakerSnapshot {
        self.shared.snapshot()
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn timings(&self) -> [&Timing; 2] {
        [&self.shared.succeeded, &self.shared.failed]
    }

    /// Returns the durations of the successes and failures of the last minute.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::CircuitBreaker;
    /// let breaker = CircuitBreaker::builder("audit").build();
    /// assert!(breaker.latency().summary().is_none(), "no call has ended yet");
    /// ```
    #[cfg(feature = "latency")]
    pub fn latency(&self) -> LatencyHistogram {
        let mut both = self.shared.succeeded.histogram();
        both.merge(&self.shared.failed.histogram());
        both
    }
}

impl fmt::Debug for CircuitBreaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.fmt(f)
    }
}

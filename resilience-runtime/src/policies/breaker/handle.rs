//! The handle of a circuit breaker.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::config::Settings;
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
use crate::registry::{self, Builder, Policy};
use crate::support::clock;
use crate::{Failure, Name, Rejected};

/// Refuses calls to a service that fails, and tries it again with care.
///
/// A handle is cheap to clone; all handles of one name are one breaker. It takes no lock while it is
/// closed and calls succeed: where another success would change nothing, as with failures in a row, it
/// costs two loads and a counter; in a window, where the machine may hear of it later, one exchange more,
/// and the clock if the window is one of time. Nor does it while it cools down. Failures, probes, and
/// successes that could yet trip it take a short one.
///
/// # States
///
/// | state | a call asks | success | failure | ignored or dropped |
/// |---|---|---|---|---|
/// | closed | admitted | counted; a rule met → open | counted; a rule met → open | – |
/// | open, cooling down | refused | – | – | – |
/// | open, cooled down | → half-open, admitted as a probe | – | – | – |
/// | half-open, a place free | admitted as a probe | counted; at `probes` of them → closed | counted; → open, for longer | its place is free |
/// | half-open, no place free | refused; where a probe has run for `probe_timeout`, admitted in its place | ″ | ″ | ″ |
/// | forced open | refused | – | – | – |
/// | forced closed | admitted | counted in the totals | counted in the totals | – |
/// | disabled | admitted | – | – | – |
///
/// A result counts in the state that admitted its call, and nowhere else: late ones change nothing.
/// [`force_open`](Self::force_open), [`force_closed`](Self::force_closed) and
/// [`disable`](Self::disable) lead from any state to theirs, and [`reset`](Self::reset) from any to
/// closed, with nothing counted; each gives all places of probes back. A success can trip a closed
/// breaker too: it may be slow, or the call that makes `min_calls`.
///
/// The setting [`enabled`](crate::CircuitBreakerBuilder::enabled)` = false` leads from any state to
/// disabled, and `true` back to that state, with what was counted in it. Meanwhile a `reset` leaves
/// the breaker disabled, to be closed afterwards; a state that an operator forces is in force at
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
    shared: Arc<Shared>,
}

impl CircuitBreaker {
    /// Starts to build the breaker named `name`.
    pub fn builder(name: impl Into<Name>) -> Builder<Self> {
        Builder::new(name.into())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// Asks to let a call through.
    ///
    /// # Errors
    ///
    /// [`Rejected::CircuitOpen`] while the breaker is open, or half-open with every probe under way.
    #[inline]
    pub fn acquire(&self) -> Result<CircuitPermit<'_>, Rejected> {
        let ticket = self.shared.admit()?;
        Ok(CircuitPermit::new(&self.shared, ticket).timed())
    }

    #[inline]
    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Calls `f` if the breaker lets it through, and counts an `Err` as a failure.
    ///
    /// Where `f` is the `call` of another policy, its rejections are errors like any other; with
    /// [`call_judged`](Self::call_judged) and [`Failure::judge`] they count as in a pipeline.
    ///
    /// # Cancel safety
    ///
    /// A call that is dropped counts neither as success nor as failure; a panic is a failure.
    ///
    /// # Errors
    ///
    /// [`Rejected::CircuitOpen`] if the breaker refuses, else the error of `f`.
    pub async fn call<T, E, F>(&self, f: impl FnOnce() -> F) -> Result<T, Failure<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        self.call_judged(Result::is_err, f).await
    }

    /// Like [`call`](Self::call), with `judge` to say how each result counts.
    ///
    /// # Errors
    ///
    /// Those of [`call`](Self::call).
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

    /// The state that it is in. Reading it changes nothing: an open breaker whose cooldown is over
    /// stays open until a call comes.
    pub fn state(&self) -> CircuitState {
        self.shared.state()
    }

    /// All that can be read, at one moment; calls that go well meanwhile may be counted or not.
    pub fn snapshot(&self) -> CircuitBreakerSnapshot {
        let mut snapshot = self.look();
        snapshot.declared = registry::declared::<Self>(self.name());
        #[cfg(feature = "latency")]
        {
            snapshot.latency = self.latency().summary();
        }
        snapshot
    }

    /// The snapshot without what takes longer to find out: `declared` and `latency`.
    pub(crate) fn look(&self) -> CircuitBreakerSnapshot {
        self.shared.snapshot()
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn timings(&self) -> [&Timing; 2] {
        [&self.shared.succeeded, &self.shared.failed]
    }

    /// How long the calls took that counted as a success or a failure, in the last minute.
    #[cfg(feature = "latency")]
    pub fn latency(&self) -> LatencyHistogram {
        let mut both = self.shared.succeeded.histogram();
        both.merge(&self.shared.failed.histogram());
        both
    }

    /// Refuses every call until [`reset`](Self::reset).
    pub fn force_open(&self) {
        self.force(CircuitState::ForcedOpen);
    }

    /// Lets every call through, whatever they bring, until [`reset`](Self::reset).
    pub fn force_closed(&self) {
        self.force(CircuitState::ForcedClosed);
    }

    /// Lets every call through and counts none, until [`reset`](Self::reset).
    pub fn disable(&self) {
        self.force(CircuitState::Disabled);
    }

    /// Closes the breaker, with nothing counted against the service and the first cooldown.
    pub fn reset(&self) {
        let now = clock::now();
        self.shared.change(|locked| locked.machine.close(now));
    }

    fn force(&self, state: CircuitState) {
        let now = clock::now();
        self.shared
            .change(|locked| locked.machine.force(state, now));
    }
}

impl fmt::Debug for CircuitBreaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.fmt(f)
    }
}

impl Policy for CircuitBreaker {
    type Settings = Settings;
    type Snapshot = CircuitBreakerSnapshot;
    #[cfg(feature = "metrics")]
    type Series = super::metrics::BreakerSeries;
    const KIND: &'static str = "circuit breaker";
    const DEFAULT: Settings = Settings::DEFAULT;

    fn create(name: Name, settings: &Settings) -> Self {
        Self {
            shared: Arc::new(Shared::new(name, settings)),
        }
    }

    fn settings(&self) -> Settings {
        self.shared.settings()
    }

    fn replace_settings(&self, old: &Settings, new: &Settings) -> bool {
        let now = clock::now();
        self.shared.change(|locked| locked.adopt(old, new, now))
    }

    fn check(settings: &Settings) -> Result<(), &'static str> {
        settings.check()
    }

    fn name(&self) -> &str {
        self.name()
    }

    fn snapshot(&self) -> CircuitBreakerSnapshot {
        self.snapshot()
    }

    fn reset(&self) {
        self.reset();
    }

    fn is_unshared(&self) -> bool {
        Arc::strong_count(&self.shared) == 1
    }
}

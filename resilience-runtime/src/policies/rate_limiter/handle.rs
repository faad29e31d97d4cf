//! The handle of a rate limiter.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use super::config::Settings;
use super::durations;
use super::shared::{Entry, Shared};
use super::snapshot::RateLimiterSnapshot;
#[cfg(feature = "latency")]
use crate::LatencyHistogram;
use crate::observe::events::{self, Event};
use crate::observe::timing::{Stopwatch, Timing};
use crate::pipeline::{Call, Local, Pipeline, admit, attempt};
use crate::registry::{self, Builder, Policy};
use crate::support::clock::Time;
use crate::support::counter::StripedCounter;
use crate::{Failure, Name, Rejected};

/// Lets so many calls start in so much time, evenly, with a burst after a quiet time.
///
/// A call that would wait longer than it may is refused at once, with the time until it could go. A
/// handle is cheap to clone; all handles of one name are one rate limiter.
///
/// # States
///
/// | state | permits that are there | calls waiting |
/// |---|---|---|
/// | free | one or more | none |
/// | spent | none | none |
/// | queued | none | some, and the next may wait |
/// | full | none | some, and the next may not wait |
///
/// Each cell says what becomes of the call or of the permits; what is counted; the next state.
///
/// | state | a call asks | time passes | a waiter gives up | [`reset`](Self::reset) | [`adjust`](Self::adjust) |
/// |---|---|---|---|---|---|
/// | free | goes; permits − 1, admitted + 1; free or spent | permits + 1 each `per / max`, at most `burst`; free | – | permits = `burst`; free | what was taken stays taken, at most the new `burst`; free or spent |
/// | spent | waits; waiting + 1; queued or full | permits + 1 after `per / max`; spent or free | – | permits = `burst`; free | as when free; spent or free |
/// | queued | waits; waiting + 1; queued or full | the first waiter goes after `per / max`; waiting − 1, admitted + 1; queued or spent | those behind go earlier; waiting − 1; queued or spent | the first `burst` waiters go; waiting − 1, admitted + 1 for each; queued, spent or free | the first go if the new `burst` has permits for them; waiting − 1, admitted + 1 for each; queued, full, spent or free |
/// | full | refused; rejected + 1; full | as when queued; full, queued or spent | those behind go earlier; waiting − 1; full, queued or spent | as when queued; full, queued, spent or free | as when queued; full, queued, spent or free |
///
/// The next call may wait if its permit comes within `wait`. Where even the next permit takes longer,
/// spent refuses, as full does. An [`adjust`](Self::adjust) of `wait` alone moves nobody.
///
/// A waiter whose permit has come has used it, whether it knows it yet or not: if it gives up, no one
/// goes earlier. It is counted as admitted when it goes on.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Failure, RateLimiter, Rejected};
/// # use std::{io, time::Duration};
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let limiter = RateLimiter::builder("sms").max(1).per(Duration::from_secs(60)).build();
/// let send = || async { Ok::<_, io::Error>("sent") };
/// assert_eq!(limiter.call(send).await.unwrap(), "sent");
/// let refused = limiter.call(send).await;
/// assert!(matches!(refused, Err(Failure::Rejected(Rejected::RateLimited { .. }))));
/// # }
/// ```
#[derive(Clone)]
pub struct RateLimiter {
    inner: Arc<Inner>,
}

struct Inner {
    name: Name,
    shared: Shared,
    /// [`ADMITTED`] and [`REJECTED`].
    totals: StripedCounter<2>,
    waited: Timing,
}

const ADMITTED: usize = 0;
const REJECTED: usize = 1;

impl RateLimiter {
    /// Starts to build the rate limiter named `name`.
    pub fn builder(name: impl Into<Name>) -> Builder<Self> {
        Builder::new(name.into())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Takes a permit, or waits for one as long as the settings allow.
    ///
    /// Permits go to waiters in the order in which they came.
    ///
    /// # Cancel safety
    ///
    /// A wait that is dropped gives its permit back: those behind it go earlier. One whose permit
    /// had just come has used it.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimited`], at once, when no permit can come in time.
    pub async fn acquire(&self) -> Result<(), Rejected> {
        admit(self).await.map(drop)
    }

    /// Calls `f` once there is a permit for it.
    ///
    /// # Cancel safety
    ///
    /// A call that is dropped while it waits gives its permit back; once it runs the permit is used.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimited`] when no permit can come in time, else the error of `f`.
    pub async fn call<T, E, F>(&self, f: impl FnOnce() -> F) -> Result<T, Failure<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let layers = Pipeline::of(self);
        let mut call = Call::new(Local(&layers));
        let answer = attempt(&mut call, async { f().await }).await.answer();
        call.result(answer)
    }

    /// Forgets what has been taken: the whole burst may go, first of all those who wait.
    pub fn reset(&self) {
        self.inner.shared.reset();
    }

    /// All that can be read, at one moment.
    pub fn snapshot(&self) -> RateLimiterSnapshot {
        let mut snapshot = self.look();
        snapshot.declared = registry::declared::<Self>(self.name());
        #[cfg(feature = "latency")]
        {
            snapshot.waited = self.waited().summary();
        }
        snapshot
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn timings(&self) -> [&Timing; 1] {
        [&self.inner.waited]
    }

    /// The snapshot without what takes longer to find out: `declared` and `waited`.
    pub(crate) fn look(&self) -> RateLimiterSnapshot {
        let settings = self.inner.shared.settings();
        RateLimiterSnapshot {
            name: self.inner.name.clone(),
            settings: settings.to_string(),
            declared: None,
            enabled: settings.enabled,
            burst: settings.burst(),
            available: self.inner.shared.available(),
            waiting: self.inner.shared.waiting(),
            admitted: self.inner.totals.get(ADMITTED),
            rejected: self.inner.totals.get(REJECTED),
            #[cfg(feature = "latency")]
            waited: None,
        }
    }

    /// How long the calls waited that were let go in the last minute; zero for those that did not wait.
    #[cfg(feature = "latency")]
    pub fn waited(&self) -> LatencyHistogram {
        self.inner.waited.histogram()
    }

    #[inline]
    pub(super) fn enter(&self) -> Result<Entry, Duration> {
        let entry = self.inner.shared.enter();
        entry.inspect_err(|retry_after| self.record_rejection(*retry_after))
    }

    /// Takes a permit that is there at once.
    #[inline]
    pub(super) fn take(&self) -> bool {
        self.inner.shared.take()
    }

    /// Counts a call that goes at once.
    #[inline]
    pub(super) fn admitted(&self) {
        self.inner.waited.none(Stopwatch::start());
        self.inner.totals.add(ADMITTED);
    }

    /// Counts a call that goes after it has waited.
    pub(super) fn admitted_after(&self, asked: Stopwatch) {
        self.inner.waited.lap(asked);
        self.inner.totals.add(ADMITTED);
    }

    /// When the waiter goes, if not now; `waker` is woken when that changes.
    pub(super) fn poll(&self, ticket: u64, waker: &Waker) -> Option<Time> {
        self.inner.shared.poll(ticket, waker)
    }

    pub(super) fn cancel(&self, ticket: u64) {
        self.inner.shared.cancel(ticket);
    }

    #[cold]
    fn record_rejection(&self, retry_after: Duration) {
        self.inner.totals.add(REJECTED);
        events::emit(|| Event::Rejected {
            rejected: self.rejected(retry_after),
        });
    }

    /// What a call that is refused is told.
    pub(super) fn rejected(&self, retry_after: Duration) -> Rejected {
        Rejected::RateLimited {
            name: self.inner.name.clone(),
            retry_after,
        }
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RateLimiter").field(&self.look()).finish()
    }
}

impl Policy for RateLimiter {
    type Settings = Settings;
    type Snapshot = RateLimiterSnapshot;
    #[cfg(feature = "metrics")]
    type Series = super::metrics::LimiterSeries;
    const KIND: &'static str = "rate limiter";
    const DEFAULT: Settings = Settings::DEFAULT;

    fn create(name: Name, settings: &Settings) -> Self {
        let waited = Timing::new(durations::WAIT, &name);
        Self {
            inner: Arc::new(Inner {
                name,
                shared: Shared::new(settings),
                totals: StripedCounter::default(),
                waited,
            }),
        }
    }

    fn settings(&self) -> Settings {
        self.inner.shared.settings()
    }

    fn replace_settings(&self, old: &Settings, new: &Settings) -> bool {
        self.inner.shared.adopt(old, new)
    }

    fn missing(settings: &Settings) -> Option<&'static str> {
        match settings {
            Settings { max: None, .. } => Some("max"),
            Settings { per: None, .. } => Some("per"),
            _ => None,
        }
    }

    fn name(&self) -> &str {
        self.name()
    }

    fn snapshot(&self) -> RateLimiterSnapshot {
        self.snapshot()
    }

    fn reset(&self) {
        self.reset();
    }

    fn is_unshared(&self) -> bool {
        Arc::strong_count(&self.inner) == 1
    }
}

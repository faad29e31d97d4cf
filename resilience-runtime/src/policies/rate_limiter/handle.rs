//! The handle of a rate limiter.

mod admission;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::shared::Shared;
use super::snapshot::RateLimiterSnapshot;
#[cfg(feature = "latency")]
use crate::LatencyHistogram;
use crate::observe::timing::Timing;
use crate::pipeline::{Call, Local, Pipeline, admit, attempt};
use crate::registry::{self, Builder};
use crate::support::counter::StripedCounter;
use crate::{Failure, Name, Rejected};

/// Limits how many calls may start per unit of time.
///
/// Permits become available at even intervals of `per / max`. Unused permits add up to a burst. A
/// call that would have to wait longer than `wait` is rejected at once, with the time until a permit
/// is available. A handle is cheap to clone. All handles with one name share one rate limiter.
///
/// # States
///
/// | state | available permits | waiting calls |
/// |---|---|---|
/// | free | at least one | none |
/// | spent | none | none |
/// | queued | none | at least one; another call may wait |
/// | full | none | at least one; no other call may wait |
///
/// Each cell shows the effect, the counters that change, and the next state. If a cell lists several
/// next states, the new numbers of permits and waiting calls decide.
///
/// | state | a call arrives | time passes | a waiter is dropped | [`reset`](Self::reset) | [`adjust`](Self::adjust) |
/// |---|---|---|---|---|---|
/// | free | admitted; permits − 1, admitted + 1; free or spent | permits + 1 after each `per / max`, at most `burst`; free | – | permits = `burst`; free | used permits stay used, at most the new `burst`; free or spent |
/// | spent | queued; waiting + 1; queued or full | permits + 1 after `per / max`; spent or free | – | permits = `burst`; free | as in free; spent or free |
/// | queued | queued; waiting + 1; queued or full | the first waiter is admitted after `per / max`; waiting − 1, admitted + 1; queued or spent | later waiters move up; waiting − 1; queued or spent | the first `burst` waiters are admitted; waiting − 1, admitted + 1 for each; queued, spent or free | as many waiters are admitted as the new `burst` has permits; waiting − 1, admitted + 1 for each; queued, full, spent or free |
/// | full | rejected; rejected + 1; full | as in queued; full, queued or spent | later waiters move up; waiting − 1; full, queued or spent | as in queued; full, queued, spent or free | as in queued; full, queued, spent or free |
///
/// A call may wait if its permit becomes available within `wait`. If even the next permit takes
/// longer, a spent limiter rejects calls, as a full one does. An [`adjust`](Self::adjust) of `wait`
/// alone does not affect calls that already wait.
///
/// A waiter whose permit has become available has used it, even before it is polled again. If it is
/// dropped then, later waiters do not move up. A waiter is counted as admitted when it continues.
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
/// let rejected = limiter.call(send).await;
/// assert!(matches!(rejected, Err(Failure::Rejected(Rejected::RateLimited { .. }))));
/// # }
/// ```
#[derive(Clone)]
pub struct RateLimiter {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) name: Name,
    pub(super) shared: Shared,
    /// [`ADMITTED`] and [`REJECTED`].
    pub(super) totals: StripedCounter<2>,
    pub(super) waited: Timing,
}

const ADMITTED: usize = 0;
const REJECTED: usize = 1;

impl RateLimiter {
    /// Returns a builder of the rate limiter named `name`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RateLimiter;
    /// # use std::time::Duration;
    /// let limiter = RateLimiter::builder("push").max(100).per(Duration::from_secs(1)).build();
    /// assert_eq!(limiter.snapshot().available, 100);
    /// ```
    pub fn builder(name: impl Into<Name>) -> Builder<Self> {
        Builder::new(name.into())
    }

    /// Returns the name.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RateLimiter;
    /// # use std::time::Duration;
    /// let limiter = RateLimiter::builder("letters").max(9).per(Duration::from_secs(1)).build();
    /// assert_eq!(limiter.name(), "letters");
    /// ```
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Takes a permit, or waits for one as long as the settings allow.
    ///
    /// Waiters get permits first in, first out.
    ///
    /// # Cancel safety
    ///
    /// A waiter that is dropped leaves the queue, and later waiters move up. If its permit had just
    /// become available, the permit is used.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimited`], at once, if no permit becomes available in time.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{RateLimiter, Rejected};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let limiter = RateLimiter::builder("fax").max(1).per(Duration::from_secs(60)).build();
    /// limiter.acquire().await?;
    /// let rejected = limiter.acquire().await.unwrap_err();
    /// assert!(matches!(rejected, Rejected::RateLimited { .. }));
    /// # Ok(()) }
    /// ```
    pub async fn acquire(&self) -> Result<(), Rejected> {
        admit(self).await.map(drop)
    }

    /// Calls `f` with a permit, waiting for one if necessary.
    ///
    /// # Cancel safety
    ///
    /// A call that is dropped while it waits leaves the queue. Once `f` runs, the permit is used.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimited`] if no permit becomes available in time, else the error of `f`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Failure, RateLimiter};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Failure<std::io::Error>> {
    /// let limiter = RateLimiter::builder("quotes").max(10).per(Duration::from_secs(1)).build();
    /// let price = limiter.call(|| async { Ok(42) }).await?;
    /// assert_eq!(price, 42);
    /// # Ok(()) }
    /// ```
    pub async fn call<T, E, F>(&self, f: impl FnOnce() -> F) -> Result<T, Failure<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let layers = Pipeline::of(self);
        let mut call = Call::new(Local(&layers));
        let answer = attempt(&mut call, async { f().await }).await.answer();
        call.result(answer)
    }

    /// Makes the whole burst available again.
    ///
    /// Waiting calls are admitted first. Metrics keep their totals.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{RateLimiter, Rejected};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let limiter = RateLimiter::builder("polls").max(2).per(Duration::from_secs(60)).build();
    /// limiter.acquire().await?;
    /// assert_eq!(limiter.snapshot().available, 1);
    /// limiter.reset();
    /// assert_eq!(limiter.snapshot().available, 2);
    /// # Ok(()) }
    /// ```
    pub fn reset(&self) {
        self.inner.shared.reset();
    }

    /// Returns the settings and counters at one moment.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RateLimiter;
    /// # use std::time::Duration;
    /// let limiter = RateLimiter::builder("feeds").max(5).per(Duration::from_secs(1)).build();
    /// let snapshot = limiter.snapshot();
    /// assert_eq!((snapshot.available, snapshot.waiting, snapshot.rejected), (5, 0, 0));
    /// ```
    pub fn snapshot(&self) -> RateLimiterSnapshot {
        let mut snapshot = self.quick_snapshot();
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

    /// Returns the snapshot without the fields that are slow to read: `declared` and `waited`.
    pub(crate) fn quick_snapshot(&self) -> RateLimiterSnapshot {
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

    /// Returns the waiting times of the calls admitted in the last minute. Calls that did not wait
    /// count as zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RateLimiter;
    /// # use std::time::Duration;
    /// let limiter = RateLimiter::builder("stocks").max(5).per(Duration::from_secs(1)).build();
    /// assert!(limiter.waited().summary().is_none(), "no call was admitted yet");
    /// ```
    #[cfg(feature = "latency")]
    pub fn waited(&self) -> LatencyHistogram {
        self.inner.waited.histogram()
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RateLimiter")
            .field(&self.quick_snapshot())
            .finish()
    }
}

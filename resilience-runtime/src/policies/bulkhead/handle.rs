//! The handle of a bulkhead.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::permit::BulkheadPermit;
use super::shared::Shared;
use super::slot::Slot;
use super::snapshot::BulkheadSnapshot;
#[cfg(feature = "latency")]
use crate::LatencyHistogram;
#[cfg(feature = "metrics")]
use crate::observe::timing::Timing;
use crate::pipeline::{Call, Local, Pipeline, admit, attempt};
use crate::registry::{self, Builder};
use crate::{Failure, Name, Rejected};

/// Limits how many calls run at once; other calls wait in a queue.
///
/// Waiters are admitted first in, first out, and no new call overtakes them. A handle is cheap to
/// clone. All handles with one name share one bulkhead.
///
/// # States
///
/// | state | running calls | waiting calls |
/// |---|---|---|
/// | free | fewer than `max` | none |
/// | busy | `max` | none |
/// | queued | `max` | at least one; another call may wait |
/// | full | `max` | at least one; no other call may wait |
/// | over | more than `max`, because `max` was lowered | any number |
///
/// Each cell shows the effect, the counters that change, and the next state. If a cell lists several
/// next states, the new numbers of running and waiting calls decide.
///
/// | state | a call arrives | a permit is dropped | a waiter gives up | `max` + 1 | `max` − 1 |
/// |---|---|---|---|---|---|
/// | free | admitted; running + 1; free or busy | its slot is free; running − 1; free | – | one more free slot; free | one free slot fewer; free or busy |
/// | busy | queued; waiting + 1; queued or full | its slot is free; running − 1; free | – | one free slot; free | running calls continue; over |
/// | queued | queued; waiting + 1; queued or full | the first waiter gets the slot; waiting − 1; queued or busy | waiting − 1; queued or busy | the first waiter gets the new slot; running + 1, waiting − 1; queued or busy | running calls continue; over |
/// | full | rejected; rejected + 1; full | the first waiter gets the slot; waiting − 1; queued or busy | waiting − 1; queued or busy | the first waiter gets the new slot; running + 1, waiting − 1; queued or busy | running calls continue; over |
/// | over | queued or rejected, as in busy, queued or full; over | its slot is removed; running − 1; over, busy, queued or full | waiting − 1; over | no free slot; over, busy, queued or full | running calls continue; over |
///
/// If `queue` or `wait` is zero, no call may wait: a busy bulkhead rejects calls, as a full one does.
/// Changing `queue` or `wait` does not affect calls that already wait. If more calls wait than a
/// lowered `queue` allows, the bulkhead stays full until enough of them have left the queue.
///
/// A waiter gives up when its wait times out, which counts as rejected, or when it is dropped, which
/// does not. A waiter that has been given a slot counts as running, even before it is polled again. If
/// it is dropped then, its slot is released as if its permit was dropped.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Bulkhead, Failure, Rejected};
/// # use std::{io, time::Duration};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
/// let bulkhead = Bulkhead::builder("search").max(1).wait(Duration::ZERO).build();
/// let _running = bulkhead.acquire().await?;
/// let rejected = bulkhead.call(|| async { Ok::<_, io::Error>(1) }).await;
/// assert_eq!(rejected.unwrap_err().to_string(), "bulkhead `search` is full: 1 running, 0 waiting");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Bulkhead {
    pub(super) shared: Arc<Shared>,
}

impl Bulkhead {
    /// Returns a builder of the bulkhead named `name`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Bulkhead;
    /// let bulkhead = Bulkhead::builder("reports").max(10).queue(100).build();
    /// assert_eq!(bulkhead.snapshot().max, 10);
    /// ```
    pub fn builder(name: impl Into<Name>) -> Builder<Self> {
        Builder::new(name.into())
    }

    /// Returns the name.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Bulkhead;
    /// assert_eq!(Bulkhead::builder("mail").max(5).build().name(), "mail");
    /// ```
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// Takes a slot, or waits for one as long as the settings allow.
    ///
    /// Dropping the returned permit frees the slot.
    ///
    /// # Cancel safety
    ///
    /// A waiter that is dropped leaves the queue at once. If it had just been given a slot, the slot
    /// goes to the next waiter.
    ///
    /// # Errors
    ///
    /// [`Rejected::BulkheadFull`] if the queue is full or the wait times out.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Bulkhead, Rejected};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
    /// let bulkhead = Bulkhead::builder("uploads").max(2).build();
    /// let permit = bulkhead.acquire().await?;
    /// assert_eq!(bulkhead.snapshot().in_flight, 1);
    /// drop(permit);
    /// assert_eq!(bulkhead.snapshot().in_flight, 0);
    /// # Ok(()) }
    /// ```
    pub async fn acquire(&self) -> Result<BulkheadPermit<'_>, Rejected> {
        match admit(self).await? {
            Slot::Held(permit) => Ok(permit),
            Slot::None | Slot::Queued(_) => unreachable!("an admitted call has a slot"),
        }
    }

    /// Calls `f` in a slot of the bulkhead, waiting for one if necessary.
    ///
    /// # Cancel safety
    ///
    /// A call that is dropped frees its slot or leaves the queue. A call that panics frees its slot.
    ///
    /// # Errors
    ///
    /// [`Rejected::BulkheadFull`] if the queue is full or the wait times out, else the error of `f`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Bulkhead, Failure};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Failure<std::io::Error>> {
    /// let bulkhead = Bulkhead::builder("thumbnails").max(4).build();
    /// let size = bulkhead.call(|| async { Ok(128) }).await?;
    /// assert_eq!(size, 128);
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

    /// Returns the settings and counters at one moment.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Bulkhead;
    /// let snapshot = Bulkhead::builder("exports").max(3).build().snapshot();
    /// assert_eq!((snapshot.max, snapshot.in_flight, snapshot.waiting), (3, 0, 0));
    /// ```
    pub fn snapshot(&self) -> BulkheadSnapshot {
        let mut snapshot = self.quick_snapshot();
        snapshot.declared = registry::declared::<Self>(self.name());
        #[cfg(feature = "latency")]
        {
            snapshot.latency = self.latency().summary();
            snapshot.waited = self.waited().summary();
        }
        snapshot
    }

    /// Returns the snapshot without the fields that are slow to read: `declared`, `latency` and `waited`.
    pub(crate) fn quick_snapshot(&self) -> BulkheadSnapshot {
        self.shared.snapshot()
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn timings(&self) -> [&Timing; 2] {
        [&self.shared.running, &self.shared.waiting]
    }

    /// Returns the running times of the calls that ended in the last minute, dropped calls included.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Bulkhead;
    /// let bulkhead = Bulkhead::builder("invoices").max(3).build();
    /// assert!(bulkhead.latency().summary().is_none(), "no call has ended yet");
    /// ```
    #[cfg(feature = "latency")]
    pub fn latency(&self) -> LatencyHistogram {
        self.shared.running.histogram()
    }

    /// Returns the waiting times of the calls admitted in the last minute. Calls that did not wait
    /// count as zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Bulkhead;
    /// let bulkhead = Bulkhead::builder("labels").max(3).build();
    /// assert!(bulkhead.waited().summary().is_none(), "no call was admitted yet");
    /// ```
    #[cfg(feature = "latency")]
    pub fn waited(&self) -> LatencyHistogram {
        self.shared.waiting.histogram()
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }
}

impl fmt::Debug for Bulkhead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.fmt(f)
    }
}

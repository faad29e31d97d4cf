//! The handle of a bulkhead.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use super::config::Settings;
use super::layer::Slot;
use super::permit::BulkheadPermit;
use super::shared::Shared;
use super::snapshot::BulkheadSnapshot;
#[cfg(feature = "latency")]
use crate::LatencyHistogram;
#[cfg(feature = "metrics")]
use crate::observe::timing::Timing;
use crate::pipeline::{Call, Local, Pipeline, admit, attempt};
use crate::registry::{self, Builder, Policy};
use crate::{Failure, Name, Rejected};

/// Lets so many calls run at once; others wait in line, for a while.
///
/// Waiters are served first in, first out, and nobody overtakes them. A handle is cheap to clone;
/// all handles of one name are one bulkhead.
///
/// # States
///
/// | state | calls running | calls waiting |
/// |---|---|---|
/// | free | fewer than `max` | none |
/// | busy | `max` | none |
/// | queued | `max` | some, and the next may wait |
/// | full | `max` | some, and the next may not wait |
/// | over | more than `max`, since it was lowered | any number |
///
/// Each cell says what becomes of the call or of the permit; what is counted; the next state. A
/// state after “or” is the one that the last permit, place in the queue, waiter or call leads to.
///
/// | state | a call asks | a permit comes back | a waiter gives up | `max` + 1 | `max` − 1 |
/// |---|---|---|---|---|---|
/// | free | admitted; running + 1; free or busy | it is free; running − 1; free | – | one more is free; free | one fewer is free; free or busy |
/// | busy | waits; waiting + 1; queued or full | it is free; running − 1; free | – | one is free; free | nobody loses one; over |
/// | queued | waits; waiting + 1; queued or full | goes to the first waiter; waiting − 1; queued or busy | waiting − 1; queued or busy | goes to the first waiter; running + 1, waiting − 1; queued or busy | nobody loses one; over |
/// | full | refused; rejected + 1; full | goes to the first waiter; waiting − 1; queued or busy | waiting − 1; queued or busy | goes to the first waiter; running + 1, waiting − 1; queued or busy | nobody loses one; over |
/// | over | waits, or is refused, as in busy, queued or full; over | it is gone; running − 1; over, or busy, queued or full | waiting − 1; over | none is free; over, or busy, queued or full | nobody loses one; over |
///
/// Where `queue` or `wait` is zero no call may begin to wait: busy refuses, as full does. Another
/// `queue` or `wait` moves nobody; where more wait than `queue`, it is full until enough have gone.
///
/// A waiter gives up when its time is over, which is one more rejected, or when it is dropped, which
/// is not. One that has been handed a permit runs, whether it knows it yet or not: if it gives up,
/// its permit comes back.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Bulkhead, Failure, Rejected};
/// # use std::{io, time::Duration};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Rejected> {
/// let bulkhead = Bulkhead::builder("search").max(1).wait(Duration::ZERO).build();
/// let _running = bulkhead.acquire().await?;
/// let refused = bulkhead.call(|| async { Ok::<_, io::Error>(1) }).await;
/// assert_eq!(refused.unwrap_err().to_string(), "bulkhead `search` is full: 1 running, 0 waiting");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Bulkhead {
    shared: Arc<Shared>,
}

impl Bulkhead {
    /// Starts to build the bulkhead named `name`.
    pub fn builder(name: impl Into<Name>) -> Builder<Self> {
        Builder::named(name.into())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// Takes a place, or waits for one as long as the settings allow.
    ///
    /// # Cancel safety
    ///
    /// A wait that is dropped leaves the queue at once; a place that it had just been handed goes
    /// to the next.
    ///
    /// # Errors
    ///
    /// [`Rejected::BulkheadFull`] when no place came in time, or the queue is full.
    pub async fn acquire(&self) -> Result<BulkheadPermit<'_>, Rejected> {
        match admit(self).await? {
            Slot::Held(permit) => Ok(permit),
            Slot::None | Slot::Queued(_) => unreachable!("an admitted call has a slot"),
        }
    }

    /// Calls `f` once there is a place for it.
    ///
    /// # Cancel safety
    ///
    /// A call that is dropped, or that panics, gives its place back.
    ///
    /// # Errors
    ///
    /// [`Rejected::BulkheadFull`] when no place came in time, else the error of `f`.
    pub async fn call<T, E, F>(&self, f: impl FnOnce() -> F) -> Result<T, Failure<E>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let layers = Pipeline::of(self);
        let mut call = Call::new(Local(&layers));
        let answer = attempt(&mut call, async { f().await }).await.answer();
        call.result(answer)
    }

    /// All that can be read, at one moment.
    pub fn snapshot(&self) -> BulkheadSnapshot {
        let mut snapshot = self.look();
        snapshot.declared = registry::declared::<Self>(self.name());
        #[cfg(feature = "latency")]
        {
            snapshot.latency = self.latency().summary();
            snapshot.waited = self.waited().summary();
        }
        snapshot
    }

    /// The snapshot without what takes longer to find out: `declared`, `latency` and `waited`.
    pub(crate) fn look(&self) -> BulkheadSnapshot {
        self.shared.snapshot()
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn timings(&self) -> [&Timing; 2] {
        [&self.shared.running, &self.shared.waiting]
    }

    /// How long the calls ran that ended in the last minute, dropped ones too.
    #[cfg(feature = "latency")]
    pub fn latency(&self) -> LatencyHistogram {
        self.shared.running.histogram()
    }

    /// How long the calls waited that were let in in the last minute; zero for those that did not wait.
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

impl Policy for Bulkhead {
    type Settings = Settings;
    type Snapshot = BulkheadSnapshot;
    #[cfg(feature = "metrics")]
    type Series = super::metrics::BulkheadSeries;
    const KIND: &'static str = "bulkhead";
    const DEFAULT: Settings = Settings::DEFAULT;

    fn create(name: Name, settings: &Settings) -> Self {
        Self {
            shared: Arc::new(Shared::new(name, settings)),
        }
    }

    fn settings(&self) -> Settings {
        self.shared.settings()
    }

    fn adopt(&self, old: &Settings, new: &Settings) -> bool {
        self.shared.adopt(old, new)
    }

    fn missing(settings: &Settings) -> Option<&'static str> {
        settings.max.is_none().then_some("max")
    }

    fn name(&self) -> &str {
        self.name()
    }

    fn snapshot(&self) -> BulkheadSnapshot {
        self.snapshot()
    }

    fn is_unshared(&self) -> bool {
        Arc::strong_count(&self.shared) == 1
    }
}

//! The handle of a bulkhead, and where its machine is kept.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Waker;
use std::time::Duration;

use super::config::{BulkheadBuilder, Settings};
use super::permit::{BulkheadPermit, Queued};
use super::snapshot::BulkheadSnapshot;
use super::state::{Ended, Entry, Machine};
use crate::registry::{self, Builder, Policy};
use crate::sync::{Mutex, lock};
use crate::timeout::Limited;
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
    inner: Arc<Inner>,
}

struct Inner {
    name: Name,
    core: Mutex<Core>,
    /// A total for the snapshot, which orders nothing: `Relaxed`.
    rejected: AtomicU64,
}

struct Core {
    settings: Settings,
    machine: Machine,
}

impl Bulkhead {
    /// Starts to build the bulkhead named `name`.
    pub fn builder(name: impl Into<Name>) -> BulkheadBuilder {
        Builder::named(name.into())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.inner.name
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
        let (entry, wait) = self.enter();
        let admitted = match entry {
            Entry::Admitted => Some(BulkheadPermit::new(self)),
            Entry::Queued(ticket) => Limited::new(Queued::new(self, ticket), wait).await,
            Entry::Full => None,
        };
        admitted.ok_or_else(|| self.rejected())
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
        let _permit = self.acquire().await?;
        f().await.map_err(Failure::Error)
    }

    /// All that can be read, at one moment.
    pub fn snapshot(&self) -> BulkheadSnapshot {
        let core = lock(&self.inner.core);
        BulkheadSnapshot {
            name: self.inner.name.clone(),
            max: core.settings.limit(),
            in_flight: core.machine.in_flight(),
            waiting: core.machine.waiting(),
            peak: core.machine.peak(),
            rejected: self.inner.rejected.load(Ordering::Relaxed),
        }
    }

    /// Takes a place or a ticket, and says how long that may wait.
    pub(super) fn enter(&self) -> (Entry, Duration) {
        let Core { settings, machine } = &mut *lock(&self.inner.core);
        (machine.enter(settings), settings.wait)
    }

    /// Whether the waiter has been handed a place; if not, `waker` is woken when it is.
    pub(super) fn poll(&self, ticket: u64, waker: &Waker) -> bool {
        let mut waker = Some(waker.clone());
        let admitted = lock(&self.inner.core).machine.poll(ticket, &mut waker);
        drop(waker);
        admitted
    }

    pub(super) fn leave(&self) {
        let woken = {
            let Core { settings, machine } = &mut *lock(&self.inner.core);
            machine.leave(settings)
        };
        woken.into_iter().for_each(Waker::wake);
    }

    pub(super) fn give_up(&self, ticket: u64) {
        let ended = {
            let Core { settings, machine } = &mut *lock(&self.inner.core);
            machine.give_up(settings, ticket)
        };
        match ended {
            Ended::Admitted(woken) => woken.into_iter().for_each(Waker::wake),
            Ended::Waiting(own) => drop(own),
        }
    }

    #[cold]
    fn rejected(&self) -> Rejected {
        self.inner.rejected.fetch_add(1, Ordering::Relaxed);
        let core = lock(&self.inner.core);
        Rejected::BulkheadFull {
            name: self.inner.name.clone(),
            max: core.settings.limit(),
            waiting: core.machine.waiting(),
        }
    }
}

impl fmt::Debug for Bulkhead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Bulkhead").field(&self.snapshot()).finish()
    }
}

impl Policy for Bulkhead {
    type Settings = Settings;
    const KIND: &'static str = "bulkhead";
    const DEFAULT: Settings = Settings::DEFAULT;

    fn create(name: Name, settings: &Settings) -> Self {
        let core = Core {
            settings: *settings,
            machine: Machine::default(),
        };
        Self {
            inner: Arc::new(Inner {
                name,
                core: Mutex::new(core),
                rejected: AtomicU64::new(0),
            }),
        }
    }

    fn settings(&self) -> Settings {
        lock(&self.inner.core).settings
    }

    fn adopt(&self, old: &Settings, new: &Settings) -> bool {
        let woken: Vec<_> = {
            let core = &mut *lock(&self.inner.core);
            if !registry::replace(&mut core.settings, old, new) {
                return false;
            }
            std::iter::from_fn(|| core.machine.hand_over(new)).collect()
        };
        woken.into_iter().for_each(Waker::wake);
        true
    }

    fn missing(settings: &Settings) -> Option<&'static str> {
        settings.max.is_none().then_some("max")
    }

    fn is_unshared(&self) -> bool {
        Arc::strong_count(&self.inner) == 1
    }
}

//! The handle of a rate limiter, and where its machine is kept.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Waker;
use std::time::Duration;

use super::config::{RateLimiterBuilder, Settings};
use super::queue::{Left, Queue, Turn};
use super::rate::{Rate, SharedRate};
use super::reservation::Reservation;
use super::snapshot::RateLimiterSnapshot;
use super::state;
use crate::clock::{self, Time};
use crate::events;
use crate::registry::{self, Builder, Policy};
use crate::sync::{Mutex, Word, lock};
use crate::{Failure, Name, Rejected};

/// Lets so many calls start in so much time, evenly, with a burst after a quiet time.
///
/// A call that would wait longer than it may is refused at once, with the time until it could go. A
/// handle is cheap to clone; all handles of one name are one rate limiter.
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
    /// When the next permit is due: the bits of a [`Time`].
    ///
    /// Swapped with `Release` and read with `Acquire`, before the clock: whoever sees what a call
    /// has left also sees a time that is not before that call's.
    ///
    /// While the time of anyone in the queue lies ahead, only the holder of the lock swaps it: no
    /// other call could go at once.
    due: Word,
    /// What the settings in `core` amount to.
    rate: SharedRate,
    core: Mutex<Core>,
    /// Totals for the snapshot, which orders nothing: `Relaxed`.
    admitted: AtomicU64,
    rejected: AtomicU64,
}

struct Core {
    settings: Settings,
    queue: Queue,
}

/// A call that was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    Admitted,
    Queued(u64),
}

impl RateLimiter {
    /// Starts to build the rate limiter named `name`.
    pub fn builder(name: impl Into<Name>) -> RateLimiterBuilder {
        Builder::named(name.into())
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
        let entry = self.enter().map_err(events::told)?;
        if let Entry::Queued(ticket) = entry {
            Reservation::new(self, ticket).await;
        }
        self.inner.admitted.fetch_add(1, Ordering::Relaxed);
        Ok(())
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
        self.acquire().await?;
        f().await.map_err(Failure::Error)
    }

    /// Forgets what has been taken: the whole burst may go, first of all those who wait.
    pub fn reset(&self) {
        let moved = {
            let core = &mut *lock(&self.inner.core);
            let (due, moved) = core.queue.reset(&self.inner.rate.get(), clock::now());
            self.inner.due.store(due.to_bits(), Ordering::Release);
            moved
        };
        moved.into_iter().for_each(Waker::wake);
    }

    /// All that can be read, at one moment.
    pub fn snapshot(&self) -> RateLimiterSnapshot {
        let due = Time::from_bits(self.inner.due.load(Ordering::Relaxed));
        RateLimiterSnapshot {
            name: self.inner.name.clone(),
            available: state::available(&self.inner.rate.get(), due, clock::now()),
            admitted: self.inner.admitted.load(Ordering::Relaxed),
            rejected: self.inner.rejected.load(Ordering::Relaxed),
        }
    }

    /// Takes a permit that is there, or a ticket for one that is to come. Only the latter locks.
    pub(super) fn enter(&self) -> Result<Entry, Rejected> {
        let mut core = None;
        loop {
            let due = self.inner.due.load(Ordering::Acquire);
            let (rate, now) = (self.inner.rate.get(), clock::now());
            let (next, wait) = state::reserve(&rate, Time::from_bits(due), now)
                .map_err(|retry_after| self.rejected(retry_after))?;
            if !wait.is_zero() && core.is_none() {
                // Everything is looked at again, for it may have changed before the lock was there.
                core = Some(lock(&self.inner.core));
            } else if self.swap(due, next) {
                return Ok(match core {
                    Some(mut core) if !wait.is_zero() => {
                        Entry::Queued(core.queue.join(now.after(wait)))
                    }
                    _ => Entry::Admitted,
                });
            }
        }
    }

    /// When the waiter goes, if not now; `waker` is woken when that changes.
    pub(super) fn poll(&self, ticket: u64, waker: &Waker) -> Option<Time> {
        let mut waker = Some(waker.clone());
        let turn = lock(&self.inner.core)
            .queue
            .poll(ticket, clock::now(), &mut waker);
        match turn {
            Turn::Waits(until) => Some(until),
            Turn::Goes(own) => {
                drop(own);
                None
            }
        }
    }

    pub(super) fn give_up(&self, ticket: u64) {
        let Left { own, moved, .. } = {
            let core = &mut *lock(&self.inner.core);
            let interval = self.inner.rate.get().interval;
            let due = self.inner.due.load(Ordering::Acquire);
            let left = core.queue.give_up(ticket, clock::now(), interval);
            if left.given_back {
                // Fails only where a call went at once in between. Then the time of all in the
                // queue has come, and the permit is used.
                let _ = self.swap(due, Time::from_bits(due).before(interval));
            }
            left
        };
        drop(own);
        moved.into_iter().for_each(Waker::wake);
    }

    fn swap(&self, due: u64, next: Time) -> bool {
        let next = next.to_bits();
        self.inner
            .due
            .compare_exchange(due, next, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    #[cold]
    fn rejected(&self, retry_after: Duration) -> Rejected {
        self.inner.rejected.fetch_add(1, Ordering::Relaxed);
        Rejected::RateLimited {
            name: self.inner.name.clone(),
            retry_after,
        }
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RateLimiter")
            .field(&self.snapshot())
            .finish()
    }
}

impl Policy for RateLimiter {
    type Settings = Settings;
    const KIND: &'static str = "rate limiter";
    const DEFAULT: Settings = Settings::DEFAULT;

    fn create(name: Name, settings: &Settings) -> Self {
        let core = Core {
            settings: *settings,
            queue: Queue::default(),
        };
        Self {
            inner: Arc::new(Inner {
                name,
                due: Word::new(state::UNUSED.to_bits()),
                rate: SharedRate::new(Rate::of(settings)),
                core: Mutex::new(core),
                admitted: AtomicU64::new(0),
                rejected: AtomicU64::new(0),
            }),
        }
    }

    fn settings(&self) -> Settings {
        lock(&self.inner.core).settings
    }

    fn adopt(&self, old: &Settings, new: &Settings) -> bool {
        let moved = {
            let core = &mut *lock(&self.inner.core);
            if !registry::replace(&mut core.settings, old, new) {
                return false;
            }
            let (old, new) = (Rate::of(old), Rate::of(new));
            self.inner.rate.set(new);
            loop {
                let due = self.inner.due.load(Ordering::Acquire);
                let now = clock::now();
                let next = state::adopt(&old, &new, Time::from_bits(due), now);
                if self.swap(due, next) {
                    break core.queue.adopt(&old, &new, now);
                }
            }
        };
        moved.into_iter().for_each(Waker::wake);
        true
    }

    fn missing(settings: &Settings) -> Option<&'static str> {
        match settings {
            Settings { max: None, .. } => Some("max"),
            Settings { per: None, .. } => Some("per"),
            _ => None,
        }
    }

    fn is_unshared(&self) -> bool {
        Arc::strong_count(&self.inner) == 1
    }
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use std::task::{Context, Poll};

    use super::*;

    #[test]
    fn a_call_that_does_not_wait_takes_no_lock_and_no_timer() {
        let builder = RateLimiter::builder("free")
            .max(2)
            .per(Duration::from_secs(3_600));
        let limiter = RateLimiter::create("free".into(), &builder.settings);
        let _held = lock(&limiter.inner.core);
        for admitted in [true, true, false] {
            let mut call = std::pin::pin!(limiter.acquire());
            let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(polled, Poll::Ready(answer) if answer.is_ok() == admitted));
        }
        assert_eq!(limiter.snapshot().available, 0);
    }
}

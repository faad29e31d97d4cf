//! The handle of a rate limiter, and where its machine is kept.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::config::{RateLimiterBuilder, Settings};
use super::reservation::Reservation;
use super::snapshot::RateLimiterSnapshot;
use super::state;
use crate::clock::{self, Time};
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
    due: Word,
    settings: Mutex<Settings>,
    /// Totals for the snapshot, which orders nothing: `Relaxed`.
    admitted: AtomicU64,
    rejected: AtomicU64,
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
    /// # Cancel safety
    ///
    /// A wait that is dropped gives its permit back, unless others wait behind it: their times stand.
    ///
    /// # Errors
    ///
    /// [`Rejected::RateLimited`], at once, when no permit can come in time.
    pub async fn acquire(&self) -> Result<(), Rejected> {
        let (reservation, wait) = self.reserve()?;
        clock::sleep(wait).await;
        reservation.take();
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

    /// Forgets what has been taken: the whole burst may go.
    pub fn reset(&self) {
        self.inner
            .due
            .store(state::UNUSED.to_bits(), Ordering::Release);
    }

    /// All that can be read, at one moment.
    pub fn snapshot(&self) -> RateLimiterSnapshot {
        let due = Time::from_bits(self.inner.due.load(Ordering::Relaxed));
        RateLimiterSnapshot {
            name: self.inner.name.clone(),
            available: state::available(&self.settings(), due, clock::now()),
            admitted: self.inner.admitted.load(Ordering::Relaxed),
            rejected: self.inner.rejected.load(Ordering::Relaxed),
        }
    }

    /// Reserves a permit, and says how long it is still to come.
    pub(super) fn reserve(&self) -> Result<(Reservation<'_>, Duration), Rejected> {
        let settings = self.settings();
        let mut due = self.inner.due.load(Ordering::Acquire);
        loop {
            match state::reserve(&settings, Time::from_bits(due), clock::now()) {
                Ok((next, wait)) => match self.swap(due, next) {
                    Ok(_) => {
                        self.inner.admitted.fetch_add(1, Ordering::Relaxed);
                        return Ok((Reservation::new(self, next), wait));
                    }
                    Err(changed) => due = changed,
                },
                Err(retry_after) => {
                    self.inner.rejected.fetch_add(1, Ordering::Relaxed);
                    return Err(Rejected::RateLimited {
                        name: self.inner.name.clone(),
                        retry_after,
                    });
                }
            }
        }
    }

    /// Takes back the permit in front of `next`, if it is still the last.
    pub(super) fn give_up(&self, next: Time) {
        let earlier = state::give_up(&self.settings(), next);
        let _ = self.swap(next.to_bits(), earlier);
        self.inner.admitted.fetch_sub(1, Ordering::Relaxed);
    }

    fn swap(&self, due: u64, next: Time) -> Result<u64, u64> {
        let next = next.to_bits();
        self.inner
            .due
            .compare_exchange(due, next, Ordering::AcqRel, Ordering::Acquire)
    }

    fn settings(&self) -> Settings {
        *lock(&self.inner.settings)
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
        Self {
            inner: Arc::new(Inner {
                name,
                due: Word::new(state::UNUSED.to_bits()),
                settings: Mutex::new(*settings),
                admitted: AtomicU64::new(0),
                rejected: AtomicU64::new(0),
            }),
        }
    }

    fn settings(&self) -> Settings {
        *lock(&self.inner.settings)
    }

    fn adopt(&self, old: &Settings, new: &Settings) -> bool {
        let settings = &mut *lock(&self.inner.settings);
        if !registry::replace(settings, old, new) {
            return false;
        }
        // Under the lock: who gives a permit up with the new settings finds the time that they make,
        // and with the old ones what the permit has cost.
        let mut due = self.inner.due.load(Ordering::Acquire);
        loop {
            let next = state::adopt(old, new, Time::from_bits(due), clock::now());
            match self.swap(due, next) {
                Ok(_) => return true,
                Err(changed) => due = changed,
            }
        }
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

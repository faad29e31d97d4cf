//! Those who listen.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Event;
use crate::Name;

type Listener = Arc<dyn Fn(&Event) + Send + Sync>;

static COUNT: AtomicUsize = AtomicUsize::new(0);
static LISTENERS: Mutex<Vec<(u64, Listener)>> = Mutex::new(Vec::new());

/// Calls `listener` with every event until the [`Subscription`] is dropped.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{events::{self, Event}, CircuitBreaker};
/// # use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
/// let log = Arc::new(Mutex::new(Vec::new()));
/// let subscription = events::subscribe({
///     let log = Arc::clone(&log);
///     move |event| {
///         if let Event::Transition { breaker, to, .. } = event {
///             log.lock().unwrap().push(format!("{breaker}: {to}"));
///         }
///     }
/// });
/// CircuitBreaker::builder("mail").build().force_open();
/// assert_eq!(*log.lock().unwrap(), ["mail: forced open"]);
/// drop(subscription);
/// ```
pub fn subscribe(listener: impl Fn(&Event) + Send + Sync + 'static) -> Subscription {
    let mut all = listeners();
    let id = all.last().map_or(0, |(id, _)| id + 1);
    all.push((id, Arc::new(listener)));
    COUNT.store(all.len(), Ordering::Release);
    Subscription { id }
}

/// Calls `listener` with every event about the policy or function of that name, as
/// [`Event::name`] tells it, until the [`Subscription`] is dropped.
pub fn subscribe_to(
    name: impl Into<Name>,
    listener: impl Fn(&Event) + Send + Sync + 'static,
) -> Subscription {
    let name = name.into();
    subscribe(move |event| {
        if name == *event.name() {
            listener(event);
        }
    })
}

/// Keeps a listener subscribed for as long as it lives.
#[must_use = "the listener is unsubscribed when this is dropped"]
pub struct Subscription {
    id: u64,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let removed = {
            let mut all = listeners();
            let place = all.iter().position(|(id, _)| *id == self.id);
            let removed = place.map(|place| all.remove(place));
            COUNT.store(all.len(), Ordering::Release);
            removed
        };
        // The listener's own `Drop` is foreign code: it runs after the lock is released.
        drop(removed);
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("id", &self.id)
            .finish()
    }
}

fn listeners() -> MutexGuard<'static, Vec<(u64, Listener)>> {
    LISTENERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether anybody listens.
#[inline]
pub(crate) fn has_listener() -> bool {
    // A subscriber's filter is foreign code too: one that panics wants nothing of ours.
    #[cfg(feature = "tracing")]
    if catch_unwind(super::trace::has_listener).unwrap_or(false) {
        return true;
    }
    is_subscribed()
}

#[inline]
fn is_subscribed() -> bool {
    COUNT.load(Ordering::Acquire) != 0
}

/// Tells every listener of the event that `make` makes; nothing is made when nobody listens.
#[inline]
pub(crate) fn emit(make: impl FnOnce() -> Event) {
    if has_listener() {
        emit_now(make);
    }
}

#[cold]
#[inline(never)]
fn emit_now(make: impl FnOnce() -> Event) {
    let event = make();
    #[cfg(feature = "tracing")]
    let _ = catch_unwind(AssertUnwindSafe(|| super::trace::tell(&event)));
    if is_subscribed() {
        tell(&event);
    }
}

fn tell(event: &Event) {
    let listeners: Vec<Listener> = listeners()
        .iter()
        .map(|(_, listener)| Arc::clone(listener))
        .collect();
    for listener in listeners {
        // The panic hook has told of it already, and the call it happened in is not at fault.
        let _ = catch_unwind(AssertUnwindSafe(|| listener(event)));
    }
}

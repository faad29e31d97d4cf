//! The listeners, and how events reach them.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Event;
use crate::Name;
use crate::observe::foreign;

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

/// Calls `listener` with every event whose [`name`](Event::name) is `name`.
///
/// It is called until the [`Subscription`] is dropped.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{events, CircuitBreaker};
/// # use std::sync::Arc;
/// # use std::sync::atomic::{AtomicU32, Ordering};
/// let count = Arc::new(AtomicU32::new(0));
/// let counter = Arc::clone(&count);
/// let _subscription = events::subscribe_to("stock", move |_| {
///     counter.fetch_add(1, Ordering::Relaxed);
/// });
/// CircuitBreaker::builder("stock").build().force_open();
/// CircuitBreaker::builder("prices").build().force_open(); // another name: not counted
/// assert_eq!(count.load(Ordering::Relaxed), 1);
/// ```
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

/// Keeps a listener subscribed until it is dropped.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::events::{self, Subscription};
/// struct Monitor {
///     _subscription: Subscription,
/// }
/// let monitor = Monitor { _subscription: events::subscribe(|event| println!("{event:?}")) };
/// drop(monitor); // the listener gets no further event
/// ```
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
        // The `Drop` of the listener is foreign code, so it runs after the lock is released.
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

/// Whether there is a listener or a `tracing` subscriber that wants our events.
#[inline]
pub(crate) fn has_listener() -> bool {
    // The filter of a subscriber is foreign code. If it panics, the subscriber gets no event.
    #[cfg(feature = "tracing")]
    if foreign::run(super::trace::has_listener).unwrap_or(false) {
        return true;
    }
    is_subscribed()
}

#[inline]
fn is_subscribed() -> bool {
    COUNT.load(Ordering::Acquire) != 0
}

/// Notifies every listener of the event that `make` builds. Builds none if there is no listener.
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
    let _ = foreign::run(|| super::trace::emit(&event));
    if is_subscribed() {
        notify(&event);
    }
}

fn notify(event: &Event) {
    let listeners: Vec<Listener> = listeners()
        .iter()
        .map(|(_, listener)| Arc::clone(listener))
        .collect();
    for listener in listeners {
        // The call that emits the event must not fail.
        let _ = foreign::run(|| listener(event));
    }
}

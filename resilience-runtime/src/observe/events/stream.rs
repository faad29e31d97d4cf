//! Events in a queue, for who looks at them in its own time.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

use super::{Event, Subscription, subscribe, subscribe_to};
use crate::Name;

/// Keeps up to `capacity` events for whoever takes them out.
///
/// What happens never waits for that: when the queue is full, further events are dropped and
/// [counted](Events::dropped).
///
/// # Panics
///
/// If `capacity` is zero.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{events::{self, Event}, CircuitBreaker};
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let mut events = events::stream_of("post", 16);
/// CircuitBreaker::builder("post").build().force_open();
/// assert!(matches!(events.next().await, Event::Transition { .. }));
/// assert_eq!(events.dropped(), 0);
/// # }
/// ```
pub fn stream(capacity: usize) -> Events {
    Events::new(capacity, subscribe)
}

/// Like [`stream`], with the events about the policy or function of that name alone.
///
/// # Panics
///
/// If `capacity` is zero.
pub fn stream_of(name: impl Into<Name>, capacity: usize) -> Events {
    Events::new(capacity, |listener| subscribe_to(name, listener))
}

/// Events in a queue; made by [`stream`] and [`stream_of`].
pub struct Events {
    queue: mpsc::Receiver<Event>,
    dropped: Arc<AtomicU64>,
    subscription: Subscription,
}

impl Events {
    fn new(
        capacity: usize,
        subscribe: impl FnOnce(Box<dyn Fn(&Event) + Send + Sync>) -> Subscription,
    ) -> Self {
        let (sender, queue) = mpsc::channel(capacity);
        let dropped = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&dropped);
        let subscription = subscribe(Box::new(move |event| {
            if sender.try_send(event.clone()).is_err() {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }));
        Self {
            queue,
            dropped,
            subscription,
        }
    }

    /// Takes the oldest event out; waits where there is none.
    ///
    /// # Cancel safety
    ///
    /// Dropped while it waits, it has taken nothing.
    pub async fn next(&mut self) -> Event {
        match self.queue.recv().await {
            Some(event) => event,
            // The subscription holds the sender for as long as `self` lives.
            None => std::future::pending().await,
        }
    }

    /// Takes the oldest event out, if there is one.
    pub fn try_next(&mut self) -> Option<Event> {
        self.queue.try_recv().ok()
    }

    /// How many events found the queue full.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("waiting", &self.queue.len())
            .field("dropped", &self.dropped())
            .field("subscription", &self.subscription)
            .finish()
    }
}

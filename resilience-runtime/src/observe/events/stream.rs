//! Events in a queue, for code that reads them at its own pace.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

use super::{Event, Subscription, subscribe, subscribe_to};
use crate::Name;

/// Returns a queue that receives every event and holds at most `capacity` of them.
///
/// A policy never waits for the queue. If the queue is full, further events are dropped and
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

/// Like [`stream`], with only the events whose [`name`](Event::name) is `name`.
///
/// # Panics
///
/// If `capacity` is zero.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{events, CircuitBreaker};
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let mut events = events::stream_of("parcels", 16);
/// CircuitBreaker::builder("letters").build().force_open();
/// CircuitBreaker::builder("parcels").build().force_open();
/// assert_eq!(events.next().await.name(), "parcels");
/// assert!(events.try_next().is_none());
/// # }
/// ```
pub fn stream_of(name: impl Into<Name>, capacity: usize) -> Events {
    Events::new(capacity, |listener| subscribe_to(name, listener))
}

/// A queue of events. [`stream`] and [`stream_of`] return it.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{events, CircuitBreaker};
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let mut events = events::stream_of("labels", 1);
/// let breaker = CircuitBreaker::builder("labels").build();
/// breaker.force_open();
/// breaker.force_closed(); // the queue is full: this event is dropped
/// println!("{:?}", events.next().await);
/// assert_eq!(events.dropped(), 1);
/// # }
/// ```
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

    /// Removes the oldest event, and waits if the queue is empty.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped while it waits, no event is lost.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{events::{self, Event}, CircuitBreaker};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let mut events = events::stream_of("letters", 16);
    /// CircuitBreaker::builder("letters").build().force_open();
    /// assert!(matches!(events.next().await, Event::Transition { .. }));
    /// # }
    /// ```
    pub async fn next(&mut self) -> Event {
        match self.queue.recv().await {
            Some(event) => event,
            // The subscription holds the sender for as long as `self` lives.
            None => std::future::pending().await,
        }
    }

    /// Removes the oldest event, if there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{events::{self, Event}, CircuitBreaker};
    /// let mut events = events::stream_of("parcels", 16);
    /// assert!(events.try_next().is_none());
    /// CircuitBreaker::builder("parcels").build().force_open();
    /// assert!(matches!(events.try_next(), Some(Event::Transition { .. })));
    /// ```
    pub fn try_next(&mut self) -> Option<Event> {
        self.queue.try_recv().ok()
    }

    /// Returns the number of events that were dropped because the queue was full.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{events::{self, Event}, CircuitBreaker};
    /// let events = events::stream_of("stamps", 1);
    /// let breaker = CircuitBreaker::builder("stamps").build();
    /// breaker.force_open();
    /// breaker.reset();
    /// assert_eq!(events.dropped(), 1);
    /// ```
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

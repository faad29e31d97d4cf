//! The bulkhead: limits how many calls run at once, so that one slow service cannot use up the rest.
//!
//! **Problem.** Most calls find a free slot. They must not pay for the queue of those that do not.
//!
//! **Design.** A pure state machine (`state`) with the queue is behind a lock. The number of running calls
//! is an atomic word (`shared`). While no call waits, calls take and free a slot by compare-and-swap
//! on the word alone. While a call waits, the word is locked and only the holder of the lock
//! changes it.
//!
//! | word | who may change it | a new call | a permit that is dropped |
//! |---|---|---|---|
//! | below the limit | any thread | takes a slot | frees its slot |
//! | at the limit, no call waits | any thread | takes the lock, or is rejected | frees its slot |
//! | locked | the holder of the lock | takes the lock | takes the lock; its slot goes to the first waiter |
//!
//! **Invariants.** No slot is free while a call waits, so a new call cannot overtake. Wakers run after
//! the lock is released.

mod adjust;
mod builder;
mod config;
mod durations;
mod handle;
#[cfg(feature = "config")]
mod keys;
mod layer;
#[cfg(all(test, resilience_loom))]
#[path = "tests/loom.rs"]
mod loom;
#[cfg(feature = "metrics")]
mod metrics;
#[cfg(all(test, not(resilience_loom)))]
#[path = "tests/model.rs"]
mod model;
mod permit;
mod policy;
mod shared;
mod slot;
mod snapshot;
mod state;

pub use builder::BulkheadBuilder;
pub use config::Settings;
pub use handle::Bulkhead;
#[cfg(feature = "metrics")]
pub(crate) use metrics::METRICS;
pub use permit::BulkheadPermit;
pub use snapshot::BulkheadSnapshot;

//! The rate limiter: limits how many calls may start per unit of time.
//!
//! **Problem.** Each call takes a permit, most of them at once. Only calls that wait need a queue.
//!
//! **Design.** The generic cell rate algorithm (`state`) needs one number, the time at which the next permit is
//! due. It is one atomic word (`shared`). The queue (`queue`) is behind a lock. The word also says
//! where the queue ends, so only calls that wait take the lock.
//!
//! | word | who may change it |
//! |---|---|
//! | due within the tolerance | any call, by compare-and-swap |
//! | due beyond the tolerance | a call that starts to wait or a waiter that is cancelled, with the lock |
//! | `CHANGING` | the thread that stored it, with the lock |
//!
//! **Invariants.** No call overtakes a waiter. A rejection is computed from a word and a rate that were valid
//! together. Wakers run after the lock is released.

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
mod queue;
mod rate;
mod shared;
mod snapshot;
mod state;
#[cfg(all(test, not(resilience_loom)))]
#[path = "tests/states.rs"]
mod states;

pub use builder::RateLimiterBuilder;
pub use config::Settings;
pub use handle::RateLimiter;
#[cfg(feature = "metrics")]
pub(crate) use metrics::METRICS;
pub use snapshot::RateLimiterSnapshot;

//! The retry budget: allows retries in proportion to successes, so that they cannot worsen an outage.
//!
//! **Design.** A pure state machine (`state`), a token bucket and a sliding window, is behind a lock (`handle`).
//! A withdrawal takes the lock: the decision and the charge are one step. Successes do not; they are
//! counted in a buffer (`deposit_buffer`) until a thread takes the lock or their slot of the window is over.
//!
//! **Invariant.** The state machine counts all buffered successes before a withdrawal, a snapshot or a change.

mod adjust;
mod builder;
mod config;
mod deposit_buffer;
mod handle;
#[cfg(feature = "config")]
mod keys;
#[cfg(all(test, resilience_loom))]
#[path = "tests/loom.rs"]
mod loom;
#[cfg(feature = "metrics")]
mod metrics;
#[cfg(all(test, not(resilience_loom)))]
#[path = "tests/model.rs"]
mod model;
mod policy;
mod snapshot;
mod state;
mod withdrawal;

pub use builder::RetryBudgetBuilder;
pub use config::Settings;
pub use handle::RetryBudget;
#[cfg(feature = "metrics")]
pub(crate) use metrics::METRICS;
pub use snapshot::RetryBudgetSnapshot;
pub use withdrawal::Withdrawal;

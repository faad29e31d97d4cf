//! The circuit breaker: rejects calls to a failing service, then probes whether it is back.
//!
//! **Problem.** Every call reads the state and most calls record a result, on many threads at once. A
//! lock for each would cost more than the call.
//!
//! **Design.** A pure state machine (`state`) is behind a lock (`locked`). `shared` copies the part that
//! calls need into a few atomic words after each change. The most important is the hot word
//! (`hot_word`); its mode says what a call may do without the lock. Successes that cannot trip the
//! breaker are batched (`pending`).
//!
//! | word | written by | read by |
//! |---|---|---|
//! | hot word | the holder of the lock | each call, at its start and its end |
//! | `open_until`, `defer_until`, `slow`, `failed_at` | the holder of the lock, before the hot word | calls that the hot word sends there |
//! | pending successes | any thread that succeeds; the holder of the lock takes them | the holder of the lock |
//! | totals | any thread | snapshots |
//!
//! **Invariants.**
//! * A result counts only if its token is valid, so late results change nothing.
//! * Pending successes are recorded before anything else that takes the lock.
//! * Listeners run after the lock is released.
//!
//! | a call | file |
//! |---|---|
//! | takes the fast path | `fast_ticket` |
//! | holds a permit: records a result, is cancelled, hangs | `permit`, `watch` |
//! | is rejected | `open_circuit` |
//! | takes the lock | `shared`, then `state` with `probes`, `rule`, `window` |

mod adjust;
mod builder;
mod config;
mod durations;
mod effective;
mod fast_ticket;
mod handle;
mod hot_word;
#[cfg(feature = "config")]
mod keys;
mod layer;
mod locked;
#[cfg(all(test, resilience_loom))]
#[path = "tests/loom.rs"]
mod loom;
#[cfg(feature = "metrics")]
mod metrics;
#[cfg(all(test, not(resilience_loom)))]
#[path = "tests/model.rs"]
mod model;
mod open_circuit;
mod pending;
mod permit;
mod policy;
mod probes;
mod rule;
mod shared;
mod snapshot;
mod state;
mod ticket;
mod watch;
mod window;

pub(crate) use crate::observe::circuit_state::CircuitState;
pub use builder::CircuitBreakerBuilder;
pub use config::Settings;
pub use handle::CircuitBreaker;
#[cfg(feature = "metrics")]
pub(crate) use metrics::METRICS;
pub use permit::CircuitPermit;
pub use snapshot::CircuitBreakerSnapshot;
pub(crate) use window::CircuitCounts;
pub use window::{Window, window_of};

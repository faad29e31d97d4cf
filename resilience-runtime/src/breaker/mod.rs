//! The circuit breaker: refuses calls to a service that fails, and tries it again with care.
//!
//! | file | what it holds |
//! |---|---|
//! | `config`, `builder` | the settings, and how they are given |
//! | `rule` | when a closed breaker trips |
//! | `window` | the calls that a rule looks back on |
//! | `probes` | the places of a half-open breaker |
//! | `state` | the pure machine: no clock, no lock |
//! | `handle` | the handle, and the machine's storage |
//! | `permit`, `watch` | the guard of an admitted call, and the call under its eyes |
//! | `snapshot` | what can be read |
//! | `model`, `loom` | the machine against a plain model, and its races |

mod builder;
mod config;
mod handle;
#[cfg(all(test, resilience_loom))]
mod loom;
#[cfg(all(test, not(resilience_loom)))]
mod model;
mod permit;
mod probes;
mod rule;
mod snapshot;
mod state;
mod watch;
mod window;

pub use builder::CircuitBreakerBuilder;
pub use handle::CircuitBreaker;
pub use permit::CircuitPermit;
pub use snapshot::CircuitBreakerSnapshot;
pub use state::CircuitState;
pub use window::{CircuitCounts, Window, window_of};

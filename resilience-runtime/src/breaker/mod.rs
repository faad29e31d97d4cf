//! The circuit breaker: refuses calls to a service that fails, and tries it again with care.
//!
//! | file | what it holds |
//! |---|---|
//! | `config` | the settings and their builder |
//! | `rule` | when a closed breaker trips |
//! | `state` | the pure machine: no clock, no lock |
//! | `handle` | the handle, and the machine's storage |
//! | `permit` | the guard of an admitted call |
//! | `snapshot` | what can be read |
//! | `model`, `loom` | the machine against a plain model, and its races |

mod config;
mod handle;
#[cfg(all(test, resilience_loom))]
mod loom;
#[cfg(all(test, not(resilience_loom)))]
mod model;
mod permit;
mod rule;
mod snapshot;
mod state;

pub use config::CircuitBreakerBuilder;
pub use handle::CircuitBreaker;
pub use permit::CircuitPermit;
pub use snapshot::CircuitBreakerSnapshot;
pub use state::CircuitState;

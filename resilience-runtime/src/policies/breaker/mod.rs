//! The circuit breaker: refuses calls to a service that fails, and tries it again with care.
//!
//! | file | what it holds |
//! |---|---|
//! | `config`, `builder` | the settings, and how they are given |
//! | `keys` | the settings as a file names them |
//! | `rule` | when a closed breaker trips |
//! | `window` | the calls that a rule looks back on |
//! | `probes` | the places of a half-open breaker |
//! | `open_circuit` | why a call was not admitted |
//! | `state`, `circuit_state` | the pure machine: no clock, no lock, and what can be read of it; its states |
//! | `core`, `storage` | the machine under its lock, and what the hot path reads |
//! | `gate`, `crowd` | that in a word, and successes on their way to the machine |
//! | `handle` | the public handle |
//! | `permit`, `ticket` | the guard of an admitted call, and what that was admitted with |
//! | `watch` | a call under the eyes of its permit |
//! | `fast_ticket` | a call on the fast path of a pipeline |
//! | `layer` | the breaker as a layer of a pipeline |
//! | `snapshot` | what can be read |
//! | `model`, `loom` | the machine against a plain model, and its races |

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

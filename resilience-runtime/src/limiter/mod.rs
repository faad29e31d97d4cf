//! The rate limiter: so many calls in so much time, evenly.
//!
//! | file | what it holds |
//! |---|---|
//! | `config` | the settings and their builder |
//! | `state` | the pure machine: the generic cell rate algorithm |
//! | `handle` | the handle, and the machine's storage, one atomic word |
//! | `reservation` | the guard of a permit that is yet to come |
//! | `snapshot` | what can be read |
//! | `model`, `loom` | the machine against a plain model, and its races |

mod config;
mod handle;
#[cfg(all(test, resilience_loom))]
mod loom;
#[cfg(all(test, not(resilience_loom)))]
mod model;
mod reservation;
mod snapshot;
mod state;

pub use config::RateLimiterBuilder;
pub use handle::RateLimiter;
pub use snapshot::RateLimiterSnapshot;

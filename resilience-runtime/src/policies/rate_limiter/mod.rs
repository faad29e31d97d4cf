//! The rate limiter: so many calls in so much time, evenly.
//!
//! | file | what it holds |
//! |---|---|
//! | `config` | the settings and their builder |
//! | `keys` | the settings as a file names them |
//! | `rate` | what they amount to, read without a lock |
//! | `state` | the pure machine: the generic cell rate algorithm |
//! | `queue` | those who wait, pure too |
//! | `storage` | where both are kept: an atomic word, and the queue under a lock |
//! | `handle` | the handle |
//! | `reservation` | the wait for a permit |
//! | `layer` | the rate limiter as a layer of a pipeline |
//! | `snapshot` | what can be read |
//! | `table` | every cell of the table of states |
//! | `model`, `loom` | the machine against a plain model, and its races |

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
mod queue;
mod rate;
mod reservation;
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

//! The bulkhead: so many calls at once, so that a slow service cannot take the others' capacity.
//!
//! | file | what it holds |
//! |---|---|
//! | `config` | the settings and their builder |
//! | `keys` | the settings as a file names them |
//! | `state` | the pure machine: permits and the queue |
//! | `storage` | the machine under its lock, and the word of those who need not wait |
//! | `handle` | the public handle |
//! | `permit` | the guard of an admitted call, and the wait for one |
//! | `layer` | the bulkhead as a layer of a pipeline |
//! | `snapshot` | what can be read |
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
mod permit;
mod shared;
mod snapshot;
mod state;

pub use builder::BulkheadBuilder;
pub use config::Settings;
pub use handle::Bulkhead;
#[cfg(feature = "metrics")]
pub(crate) use metrics::METRICS;
pub use permit::BulkheadPermit;
pub use snapshot::BulkheadSnapshot;

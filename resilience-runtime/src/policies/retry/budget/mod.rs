//! The retry budget: retries in proportion to what succeeds, so that they cannot make an outage
//! worse.
//!
//! | file | what it holds |
//! |---|---|
//! | `config` | the settings and their builder |
//! | `keys` | the settings as a file names them |
//! | `state` | the pure machine: a bucket and a sliding window |
//! | `till` | successes on their way to the machine |
//! | `handle` | the handle, and the machine's storage |
//! | `withdrawal` | the guard of a retry that is about to be sent |
//! | `snapshot` | what can be read |
//! | `model`, `loom` | the machine against a plain model, and its races |

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

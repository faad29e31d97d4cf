//! The retry: tries a call again, later and with care.
//!
//! | file | what it holds |
//! |---|---|
//! | `config`, `builder` | the settings and their builder |
//! | `jitter` | the spread of the delays |
//! | `backoff` | the delay before each retry |
//! | `run`, `turn` | one call and its attempts, and a retry on its way: what the generated loop asks |
//! | `cause` | what made a retry necessary |
//! | `giveup` | how the attempts came to their end |
//! | `nesting` | retries inside the attempts of others |
//! | `layer` | the retry as a layer of a pipeline |
//! | `handle` | the retry without a macro |

mod again;
mod attempts;
mod backoff;
pub(crate) mod budget;
mod budgeted;
mod builder;
mod cause;
mod config;
mod giveup;
mod handle;
mod jitter;
mod layer;
pub(crate) mod nesting;
mod run;
mod site;
mod turn;

pub use backoff::{Attempt, Backoff};
pub use builder::RetryBuilder;
pub use cause::Cause;
pub use cause::NoListener;
pub use config::Settings;
pub use giveup::GiveUp;
pub use handle::Retry;
pub use jitter::Jitter;
pub use layer::RetryLayer;
pub use run::Run;
pub use turn::{Granted, Turn};

//! The retry: repeats a call that fails, after a pause, within its limits and its budget.
//!
//! In a pipeline the retry is the loop between outer and inner layers (`layer`). After each attempt it decides
//! whether there is a next one (`again`), by the rules in `run`. A call without a pipeline asks the same rules by
//! `Run`, `Turn` and `Granted` (`turn`).

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

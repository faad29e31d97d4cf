//! The timeout: limits the time that a call may take. It has no state machine: the deadline is part of the call.

mod handle;
mod layer;
mod site;

pub use handle::Timeout;
pub use site::{TimeoutSite, attempt_fits};

//! A limit on how long a call may run.

mod handle;
mod layer;
mod site;

pub use handle::Timeout;
pub use site::{TimeoutSite, attempt_fits};

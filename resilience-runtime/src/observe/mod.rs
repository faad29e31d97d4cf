//! What can be observed of a call: events, how long it took.

pub mod events;
#[cfg(feature = "latency")]
pub(crate) mod latency;
pub(crate) mod timing;

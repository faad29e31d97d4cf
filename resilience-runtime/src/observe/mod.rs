//! Observation of calls and policies: events, how long calls took, metric series.

pub(crate) mod circuit_counts;
pub(crate) mod circuit_state;
#[cfg(feature = "config")]
pub(crate) mod config_error;
pub(crate) mod conflict;
pub mod events;
pub(crate) mod foreign;
#[cfg(feature = "latency")]
pub(crate) mod latency;
pub(crate) mod metrics;
#[cfg(feature = "overview")]
pub(crate) mod overview;
#[cfg(feature = "overview")]
pub(crate) mod severity;
pub(crate) mod stop;
pub(crate) mod timing;

//! Everything that iterates over all policies: the list, lookup, snapshots, configuration, metrics.

#[cfg(feature = "config")]
pub mod config;
mod generate;
mod kind;
pub(crate) mod list;
pub(crate) mod maintenance;
#[cfg(feature = "metrics")]
pub mod metrics;
#[cfg(feature = "overview")]
pub(crate) mod overview;
pub(crate) mod policy_use;
pub(crate) mod uses;

//! The fallback: supplies a result in place of a rejection or an error.

mod handler;
#[cfg(feature = "stale")]
pub(crate) mod stale;

pub use handler::{Answer, Fallback, On, falls_back, stand_in, take_any, take_rejected, take_some};

//! The last good values of an annotated function, which stand in for calls that bring none.
//!
//! The state of one function is one bounded map. Everything in it was the function's own answer to
//! a call with the same key, at most `max_age` ago.

mod key;
mod values;

pub use values::Stale;
pub(crate) use values::forget_all;

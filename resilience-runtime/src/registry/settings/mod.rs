//! The keys of settings, and their values, as a configuration writes them.

mod key;
mod quantity;
mod value;

pub(crate) use key::{Configured, Key};
pub(crate) use quantity::{duration, percent};
pub(crate) use value::{Value, Wrong};

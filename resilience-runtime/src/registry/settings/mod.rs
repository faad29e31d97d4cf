//! Settings as a configuration writes them: keys, and values of their types.

mod key;
mod quantity;
mod value;

pub(crate) use key::{Configured, Key};
pub(crate) use quantity::{duration, percent};
pub(crate) use value::{Value, Wrong};

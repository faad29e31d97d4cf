//! What stands between the parentheses of an attribute.

mod args;
mod value;

pub(crate) use args::{Args, Entry, Key};
pub(crate) use value::{Value, duration, duration_range, float, option, percent, whole};

//! What stands between the parentheses of an attribute.

mod args;
mod duration;
mod number;
mod value;

pub(crate) use args::{Args, Entry, Key};
pub(crate) use duration::{duration, duration_range, length};
pub(crate) use number::{float, percent, whole};
pub(crate) use value::{Value, option};

//! What stands between the parentheses of an attribute.

mod args;
mod duration;
mod number;
mod value;
mod window;

pub(crate) use args::{Args, Entry, Key};
pub(crate) use duration::{duration, duration_range, length};
pub(crate) use number::{float, number, percent, whole};
pub(crate) use value::{Value, option};
pub(crate) use window::window;

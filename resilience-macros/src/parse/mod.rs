//! What stands between the parentheses of an attribute.

mod args;
mod constant;
mod duration;
mod entry;
mod expression;
mod number;
mod value;
mod window;

pub(crate) use args::{Args, Key};
pub(crate) use constant::refuse_variables;
pub(crate) use duration::{duration, duration_range, length};
pub(crate) use entry::{Entry, called};
pub(crate) use expression::Expression;
pub(crate) use number::{float, number, percent, whole};
pub(crate) use value::Value;
pub(crate) use window::window;

//! Parses the settings between the parentheses of an attribute.

mod args;
mod duration;
mod entry;
mod expression;
mod number;
mod schema;
mod value;
mod window;

pub(crate) use args::Args;
pub(crate) use duration::{duration, duration_range, literal_duration};
pub(crate) use entry::{Entry, call_tokens};
pub(crate) use expression::Expression;
pub(crate) use number::{float, literal_number, percent, whole_number};
pub(crate) use schema::{Alias, Schema, Setting};
pub(crate) use value::Value;
pub(crate) use window::window;

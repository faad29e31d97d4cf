//! The `Policy` trait, and the parts that policies share.

mod assignment;
mod attribute;
mod clones;
mod context;
mod declaration;
mod generics;
mod layer;
mod name;
mod parts;
mod predicate;
mod time_limit;

pub(crate) use assignment::Assignment;
pub(crate) use attribute::AttributeMacro;
pub(crate) use clones::{clones_around, parse_clones};
pub(crate) use context::{Argument, Context};
pub(crate) use declaration::Declaration;
pub(crate) use generics::{find_generic, generic_parameters};
pub(crate) use layer::{Layer, Policy, Position};
pub(crate) use name::{name_value, parse_name, unevaluated_tokens};
pub(crate) use parts::{Parts, settle};
pub(crate) use predicate::{Predicate, callable};
pub(crate) use time_limit::TimeLimit;

//! The parts that policies are made of.

mod attribute;
mod clones;
mod context;
mod layer;
mod name;
mod parts;
mod predicate;
mod set;
mod time_limit;
mod unseen;

pub(crate) use attribute::AttributeMacro;
pub(crate) use clones::{clones_around, parse_clones};
pub(crate) use context::{Argument, Context, Item};
pub(crate) use layer::{Layer, Policy, Position};
pub(crate) use name::{name, string, unknown};
pub(crate) use parts::{Parts, settle};
pub(crate) use predicate::{Predicate, callable};
pub(crate) use set::Set;
pub(crate) use time_limit::TimeLimit;
pub(crate) use unseen::{generics, unseen};

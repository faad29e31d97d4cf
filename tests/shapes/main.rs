//! Every form of function that accepts the attributes, in a crate that forbids `unsafe` and denies
//! every lint.
//!
//! Cases that need a crate of their own, such as another edition or a renamed dependency, are in
//! `tests/crates`; asynchronous functions that are not `async fn` are in
//! `tests/forms.rs`.
#![forbid(unsafe_code)]
#![deny(
    warnings,
    clippy::pedantic,
    clippy::nursery,
    missing_docs,
    unused,
    unreachable_code
)]
#![allow(
    clippy::redundant_pub_crate,
    reason = "it contradicts `unreachable_pub`"
)]
#![allow(
    clippy::future_not_send,
    reason = "some bodies are not `Send`; those that must be are spawned"
)]

mod bodies;
#[path = "../common/mod.rs"]
mod common;
mod constants;
mod generated;
mod generics;
mod items;
mod names;
mod other_attributes;
mod parameters;
mod receivers;
mod results;
mod threads;
mod traits;

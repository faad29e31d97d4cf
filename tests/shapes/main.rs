//! The functions that the attributes fit on, each called, in a crate that forbids `unsafe` and denies
//! every lint.
//!
//! What a crate cannot be by one of its files, by its edition or by how it names us, is in
//! `tests/crates`; functions that are asynchronous in another way than `async fn` are in
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
    reason = "it says the opposite of `unreachable_pub`"
)]
#![allow(
    clippy::future_not_send,
    reason = "some are not, without any attribute; those that must be are spawned"
)]

mod bodies;
#[path = "../common/mod.rs"]
mod common;
mod constants;
mod foreign;
mod generics;
mod items;
mod made;
mod names;
mod parameters;
mod receivers;
mod results;
mod threads;
mod traits;

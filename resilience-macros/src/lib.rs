//! The attribute macros of `resilience-rs`. Depend on that crate, which documents them.
//!
//! An editor that hovers over an attribute shows what is written here, and not what the re-export
//! says: so each has its settings at a glance.
//!
//! The attribute that expands first gathers the others from the same function and emits one
//! pipeline, in four steps:
//!
//! | step | module | what it does |
//! |---|---|---|
//! | parse | `function`, `parse`, `policies` | the function, with its body as raw tokens; each attribute's settings |
//! | gather | `gather` | our attributes off the function, in written order |
//! | check | `check` | the layers against each other and against the function |
//! | expand | `expand`, `declare`, `body` | the pipeline, or the function as it was and all errors |
//!
//! `policies` lists the attributes: a new one is a file there, a line in that list and a function here.
//! What they make of a function is in `snapshots/`.

mod body;
mod check;
mod declare;
mod errors;
mod expand;
mod form;
mod function;
mod gather;
mod parse;
mod policies;
mod policy;
mod span;
#[cfg(test)]
mod tests;
mod words;

use proc_macro::TokenStream;

#[doc = include_str!("../docs/circuit_breaker.md")]
#[proc_macro_attribute]
pub fn circuit_breaker(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(&policies::circuit_breaker::MACRO, args.into(), &item.into()).into()
}

#[doc = include_str!("../docs/bulkhead.md")]
#[proc_macro_attribute]
pub fn bulkhead(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(&policies::bulkhead::MACRO, args.into(), &item.into()).into()
}

#[doc = include_str!("../docs/rate_limit.md")]
#[proc_macro_attribute]
pub fn rate_limit(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(&policies::rate_limit::MACRO, args.into(), &item.into()).into()
}

#[doc = include_str!("../docs/retry.md")]
#[proc_macro_attribute]
pub fn retry(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(&policies::retry::MACRO, args.into(), &item.into()).into()
}

#[doc = include_str!("../docs/timeout.md")]
#[proc_macro_attribute]
pub fn timeout(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(&policies::timeout::MACRO, args.into(), &item.into()).into()
}

#[doc = include_str!("../docs/fallback.md")]
#[proc_macro_attribute]
pub fn fallback(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(&policies::fallback::MACRO, args.into(), &item.into()).into()
}

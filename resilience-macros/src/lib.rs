//! The attribute macros of `resilience-rs`. Depend on that crate, which documents them.
//!
//! Editors show the docs of the functions in this file, not those of the re-exports. So each function
//! lists the settings of its attribute.
//!
//! The attribute that expands first collects the others from the same function and emits one
//! pipeline, in four steps:
//!
//! | step | module | input and output |
//! |---|---|---|
//! | parse | `function`, `parse`, `policies` | tokens to a function, whose body stays raw tokens, and to each attribute's settings |
//! | gather | `gather` | a function to its other attributes and our layers, the outermost first |
//! | check | `check` | layers and function to errors: order, conflicts, unusable arguments |
//! | expand | `expand`, `declare`, `body` | layers to the pipeline; with errors, the function without our attributes, and all errors |
//!
//! `policies` lists the attributes. To add one, write a file there, add it to the list, and add a
//! function to this file. `snapshots/` shows an expansion of each attribute.

mod asyncness;
mod body;
mod check;
mod declare;
mod errors;
mod expand;
mod function;
mod gather;
mod hygiene;
mod parse;
mod policies;
mod policy;
mod suggest;
#[cfg(test)]
mod tests;

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

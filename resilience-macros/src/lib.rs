//! The attribute macros of `resilience-rs`. Depend on that crate, which documents them.
//!
//! The attribute that expands first gathers the others from the same function and emits one
//! pipeline, in four steps:
//!
//! | step | module | what it does |
//! |---|---|---|
//! | parse | `function`, `parse`, `layer` | the function, with its body as raw tokens; each attribute's settings |
//! | gather | `gather` | our attributes off the function, in written order |
//! | check | `check`, `arguments` | the layers against each other and against the function |
//! | expand | `expand` | the pipeline, or the function as it was and all errors |

mod arguments;
mod check;
mod errors;
mod expand;
mod form;
mod function;
mod gather;
mod kind;
mod layer;
mod parse;
mod span;

use kind::Kind;
use proc_macro::TokenStream;

/// See the crate `resilience-rs`.
#[proc_macro_attribute]
pub fn circuit_breaker(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(Kind::CircuitBreaker, args.into(), &item.into()).into()
}

/// See the crate `resilience-rs`.
#[proc_macro_attribute]
pub fn bulkhead(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(Kind::Bulkhead, args.into(), &item.into()).into()
}

/// See the crate `resilience-rs`.
#[proc_macro_attribute]
pub fn rate_limit(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(Kind::RateLimit, args.into(), &item.into()).into()
}

/// See the crate `resilience-rs`.
#[proc_macro_attribute]
pub fn retry(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(Kind::Retry, args.into(), &item.into()).into()
}

/// See the crate `resilience-rs`.
#[proc_macro_attribute]
pub fn timeout(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(Kind::Timeout, args.into(), &item.into()).into()
}

/// See the crate `resilience-rs`.
#[proc_macro_attribute]
pub fn fallback(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(Kind::Fallback, args.into(), &item.into()).into()
}

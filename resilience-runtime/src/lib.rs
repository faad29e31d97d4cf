//! The policies, named registries and clock behind `resilience-rs`.
//!
//! Depend on `resilience-rs`, which re-exports all of this beside the attributes.
//!
//! A policy is one folder with the same files in each: `config` (settings and builder), `state` (the
//! pure machine, with its table), `handle` (the public handle and the machine's storage), a guard
//! (`permit`, `withdrawal`, `reservation`), `layer` (a call on its way through it, in a `pipeline`),
//! `snapshot`, and `keys` (what a configuration may say); `model` and `loom` prove them.

mod breaker;
mod budget;
mod bulkhead;
mod clock;
#[cfg(feature = "config")]
pub mod config;
pub mod events;
mod failure;
mod fallback;
#[cfg(feature = "latency")]
mod latency;
mod limiter;
#[cfg(feature = "metrics")]
pub mod metrics;
mod name;
mod percent;
mod pipeline;
#[doc(hidden)]
pub mod private;
pub mod registry;
mod rejected;
mod rejection;
mod retry;
mod retry_after;
#[cfg(feature = "serde")]
mod seconds;
#[cfg(feature = "stale")]
mod stale;
mod sync;
mod tally;
mod timeout;
mod timing;
mod verdict;

pub use breaker::{
    CircuitBreaker, CircuitBreakerBuilder, CircuitBreakerSnapshot, CircuitCounts, CircuitPermit,
    CircuitState, Window,
};
pub use budget::{RetryBudget, RetryBudgetBuilder, RetryBudgetSnapshot, Withdrawal};
pub use bulkhead::{Bulkhead, BulkheadBuilder, BulkheadPermit, BulkheadSnapshot};
pub use failure::Failure;
#[cfg(feature = "latency")]
pub use latency::{Latency, LatencyHistogram};
pub use limiter::{RateLimiter, RateLimiterBuilder, RateLimiterSnapshot};
pub use name::Name;
pub use percent::Percent;
pub use rejected::Rejected;
pub use retry::{Attempt, Cause, GiveUp, Granted, Jitter, Retry, RetryBuilder, Run, Stop, Turn};
pub use retry_after::RetryAfter;
pub use timeout::Timeout;
pub use verdict::{IntoVerdict, Verdict};

//! The policies, named registries and clock behind `resilience-rs`.
//!
//! Depend on `resilience-rs`, which re-exports all of this beside the attributes.
//!
//! Rooms, from the bottom up. A file imports from its own room and from rooms below it:
//!
//! | room | what it holds |
//! |---|---|
//! | `support` | time, locks, counters, names: no knowledge of any policy |
//! | `outcome` | what a call ends with: verdicts, rejections, failures |
//! | `observe` | events, latency, timing |
//! | `registry` | named policies of any kind, their settings and the places that declare them |
//! | `pipeline` | the layers of one function, and a call on its way through them |
//! | `policies` | one folder each |
//! | `catalog` | what iterates over all policies: lookup, snapshots, configuration, metrics |

mod catalog;
mod observe;
mod outcome;
mod pipeline;
mod policies;
#[doc(hidden)]
pub mod private;
pub mod registry;
mod support;

#[cfg(feature = "config")]
pub use catalog::config;
#[cfg(feature = "metrics")]
pub use catalog::metrics;
pub use observe::circuit_counts::CircuitCounts;
pub use observe::circuit_state::CircuitState;
pub use observe::events;
#[cfg(feature = "latency")]
pub use observe::latency::{Latency, LatencyHistogram};
pub use observe::stop::Stop;
pub use outcome::failure::Failure;
pub use outcome::rejected::Rejected;
pub use outcome::retry_after::RetryAfter;
pub use outcome::verdict::{IntoVerdict, Verdict};
pub use policies::breaker::{
    CircuitBreaker, CircuitBreakerBuilder, CircuitBreakerSnapshot, CircuitPermit, Window,
};
pub use policies::bulkhead::{Bulkhead, BulkheadBuilder, BulkheadPermit, BulkheadSnapshot};
pub use policies::rate_limiter::{RateLimiter, RateLimiterBuilder, RateLimiterSnapshot};
pub use policies::retry::budget::{
    RetryBudget, RetryBudgetBuilder, RetryBudgetSnapshot, Withdrawal,
};
pub use policies::retry::{
    Attempt, Cause, GiveUp, Granted, Jitter, Retry, RetryBuilder, Run, Turn,
};
pub use policies::timeout::Timeout;
pub use support::name::Name;
pub use support::percent::Percent;

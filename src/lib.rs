#![doc = include_str!("docs/crate.md")]

#[cfg(feature = "dashboard")]
pub mod dashboard;

#[doc = include_str!("docs/bulkhead.md")]
pub use resilience_macros::bulkhead;
#[doc = include_str!("docs/circuit_breaker.md")]
pub use resilience_macros::circuit_breaker;
#[doc = include_str!("docs/fallback.md")]
pub use resilience_macros::fallback;
#[doc = include_str!("docs/rate_limit.md")]
pub use resilience_macros::rate_limit;
#[doc = include_str!("docs/retry.md")]
pub use resilience_macros::retry;
#[doc = include_str!("docs/timeout.md")]
pub use resilience_macros::timeout;

#[cfg(feature = "config")]
pub use resilience_runtime::config;
#[cfg(feature = "metrics")]
pub use resilience_runtime::metrics;
#[doc(hidden)]
pub use resilience_runtime::private as __private;
pub use resilience_runtime::{
    Attempt, Bulkhead, BulkheadBuilder, BulkheadPermit, BulkheadSnapshot, Cause, CircuitBreaker,
    CircuitBreakerBuilder, CircuitBreakerSnapshot, CircuitCounts, CircuitPermit, CircuitState,
    Failure, GiveUp, Granted, IntoVerdict, Jitter, Name, Percent, RateLimiter, RateLimiterBuilder,
    RateLimiterSnapshot, Rejected, Retry, RetryAfter, RetryBudget, RetryBudgetBuilder,
    RetryBudgetSnapshot, RetryBuilder, Run, Stop, Timeout, Turn, Verdict, Window, Withdrawal,
    events, registry,
};
#[cfg(feature = "latency")]
pub use resilience_runtime::{Latency, LatencyHistogram};

/// Compiles the code blocks of the README.
#[cfg(all(doctest, feature = "full"))]
#[doc = include_str!("../README.md")]
struct Readme;

//! The items that the expansion of the attributes names. They are not public and change without notice.

use std::time::Duration;

pub use core;
pub use std::boxed::Box;
pub use std::convert::Infallible;
pub use std::option::Option::{None, Some};

pub use inventory::submit;

pub use crate::catalog::list::sites::{bulkhead, circuit_breaker, rate_limiter, retry_budget};
#[cfg(feature = "overview")]
pub use crate::catalog::overview::overviews;
#[cfg(feature = "overview")]
pub use crate::observe::{overview::Overview, severity::Severity};
pub use crate::outcome::answer::{Answered, judge, plain, when};
pub use crate::outcome::error_hints::{DisplayHint, HintsOf, NoHint, RetryAfterHint};
pub use crate::pipeline::{Attempted, Call, Local, Pipeline, Static, attempt, declare};
pub use crate::policies::breaker::window_of;
#[cfg(feature = "stale")]
pub use crate::policies::fallback::stale::Stale;
pub use crate::policies::fallback::{
    Answer, Fallback, On, falls_back, stand_in, take_any, take_rejected, take_some,
};
pub use crate::policies::retry::nesting::Inside;
pub use crate::policies::retry::{Backoff, NoListener, RetryLayer, Settings as RetrySettings};
pub use crate::policies::timeout::{TimeoutSite, attempt_fits};
pub use crate::registry::{
    Function, FunctionInfo, LinkedFunction, StaticFunction, assert_valid, non_empty_name,
    unresolved,
};
pub use crate::{
    Bulkhead, CircuitBreaker, Jitter, Percent, RateLimiter, Rejected, RetryBudget, Timeout,
    Verdict, Window,
};

/// A duration. A plain function compiles faster than a method of `Duration`.
pub const fn duration(seconds: u64, nanos: u32) -> Duration {
    Duration::new(seconds, nanos)
}

/// The value of a `return` that is never reached, which gives a block its type.
///
/// # Panics
///
/// Always: it is called behind `if false` only.
#[cold]
pub fn never<R>() -> R {
    unreachable!("the expansion returns this behind `if false` only")
}

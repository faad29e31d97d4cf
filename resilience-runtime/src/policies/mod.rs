//! The policies: one folder each.

pub(crate) mod breaker;
pub(crate) mod bulkhead;
pub(crate) mod fallback;
pub(crate) mod rate_limiter;
pub(crate) mod retry;
pub(crate) mod timeout;

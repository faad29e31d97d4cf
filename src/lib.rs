//! x
pub use resilience_macros::{bulkhead, circuit_breaker, fallback, retry, timeout};
#[doc(hidden)]
pub use resilience_runtime::private as __private;
pub use resilience_runtime::*;

//! The attributes where the façade has another name, or is known through another crate.

use steady::Rejected;

/// What a crate hands on to those who depend on it.
pub mod facade {
    pub use steady::*;
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a fallback has the signature of its function"
)]
fn stand_in(calls: u32) -> Result<u32, Rejected> {
    Ok(calls)
}

/// Each attribute names the crate.
///
/// # Errors
///
/// When a policy rejects the call.
#[steady::fallback(stand_in, crate = ::steady)]
#[steady::circuit_breaker(name = "renamed", cooldown = 1s..60s, failure_rate = 50%, crate = ::steady)]
#[steady::rate_limit(max = 100, per = 1s, crate = ::steady)]
#[steady::bulkhead(max = 1, crate = ::steady)]
#[steady::retry(max = 1, delay = 1ms, jitter = full, budget(ratio = 10%), crate = ::steady)]
#[steady::timeout(1s, crate = ::steady)]
pub async fn by_its_path(calls: u32) -> Result<u32, Rejected> {
    Ok(calls + 1)
}

/// The attributes are imported, and only one that is not first is written as a path.
pub mod imported {
    use steady::{Rejected, bulkhead, circuit_breaker, retry, timeout};

    /// Each attribute names the crate.
    ///
    /// # Errors
    ///
    /// When a policy rejects the call.
    #[circuit_breaker(crate = ::steady)]
    #[bulkhead(max = 1, crate = ::steady)]
    #[steady::retry(max = 1, delay = 0s, crate = ::steady)]
    #[timeout(1s, crate = ::steady)]
    pub async fn all(answer: u32) -> Result<u32, Rejected> {
        Ok(answer)
    }

    /// One attribute.
    ///
    /// # Errors
    ///
    /// None.
    #[retry(max = 1, delay = 0s, crate = ::steady)]
    pub fn future(answer: u32) -> impl Future<Output = Result<u32, Rejected>> {
        std::future::ready(Ok(answer))
    }
}

/// By a path inside of this crate.
///
/// # Errors
///
/// When a policy rejects the call.
#[facade::circuit_breaker(name = "renamed", crate = crate::facade)]
#[crate::facade::bulkhead(max = 1, crate = crate::facade)]
pub async fn by_a_path_of_this_crate() -> Result<u32, Rejected> {
    Ok(1)
}

//! Imports that only an attribute below another uses.

/// All six; the first is written as a path.
pub mod gathered {
    use crate::Error;
    use resilience::{bulkhead, circuit_breaker, rate_limit, retry, timeout};

    /// Answers.
    ///
    /// # Errors
    ///
    /// When a policy rejects the call.
    #[resilience::fallback(Ok(0))]
    #[circuit_breaker]
    #[rate_limit(max = 100, per = 1s)]
    #[bulkhead(max = 1)]
    #[retry]
    #[timeout(1s)]
    pub async fn answer(number: u32) -> Result<u32, Error> {
        Ok(number)
    }
}

/// By the module and by a glob.
pub mod indirect {
    use crate::Error;
    use resilience as policies;
    #[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "it may be one"))]
    use resilience::*;

    /// Answers.
    ///
    /// # Errors
    ///
    /// When a policy rejects the call.
    #[circuit_breaker(crate = ::resilience)]
    #[retry]
    #[timeout(1s)]
    pub async fn by_a_glob(number: u32) -> Result<u32, Error> {
        Ok(number)
    }

    /// Answers.
    ///
    /// # Errors
    ///
    /// When a policy rejects the call.
    #[policies::timeout(1s)]
    pub async fn by_a_module(number: u32) -> Result<u32, Error> {
        Ok(number)
    }
}

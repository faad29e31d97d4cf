//! A service whose metrics are scraped.
#![cfg(feature = "metrics")]

use std::time::Duration;

use resilience::{
    Rejected, bulkhead, circuit_breaker, fallback, rate_limit, registry, retry, timeout,
};

/// What a shop fails with.
#[derive(Debug)]
pub enum Error {
    /// The other side is down.
    Down,
    /// A policy rejected the call.
    Rejected(Rejected),
}

impl From<Rejected> for Error {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

/// A call through every layer: `work` says how long it takes, and how it ends.
///
/// # Errors
///
/// None: the fallback answers for every one.
#[fallback(nothing, on = error)]
#[circuit_breaker(name = "shop", threshold = 3, cooldown = 60s)]
#[bulkhead(name = "shop", max = 2, wait = 0s)]
#[rate_limit(name = "shop", max = 1000, per = 60s)]
#[retry(max = 1, delay = 1ms, budget(name = "shop", burst = 1, ratio = 20%, min_per_sec = 0.0))]
#[timeout(50ms)]
pub async fn order(work: (Duration, bool)) -> Result<u32, Error> {
    tokio::time::sleep(work.0).await;
    if work.1 { Ok(1) } else { Err(Error::Down) }
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "a fallback has the signature of its function"
)]
fn nothing(_: (Duration, bool)) -> Result<u32, Error> {
    Ok(0)
}

/// Nobody calls it.
///
/// # Errors
///
/// None.
#[fallback(Ok(()))]
#[circuit_breaker(name = "quiet")]
#[bulkhead(name = "quiet", max = 7)]
#[rate_limit(name = "quiet", max = 9, per = 1s)]
#[retry(budget(name = "quiet", burst = 5))]
#[timeout(1s)]
pub async fn never_called() -> Result<(), Error> {
    Ok(())
}

/// Steps in by hand.
///
/// # Panics
///
/// If there is no such breaker.
pub fn close() {
    let breaker = registry::circuit_breaker("shop").expect("it is declared");
    breaker.reset();
}

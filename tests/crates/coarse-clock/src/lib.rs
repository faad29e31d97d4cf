//! A service that reads the clock at timer-tick resolution.

use std::time::Duration;

use resilience::{Rejected, circuit_breaker, retry};
use tokio::time::sleep;

/// The error of a call.
#[derive(Debug)]
pub enum Failure {
    /// The service has failed.
    Down,
    /// A policy has rejected the call.
    Rejected(Rejected),
}

impl From<Rejected> for Failure {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

/// Opens for a moment at the first failure.
///
/// # Errors
///
/// `Down` if `fails` is true, and the breaker's rejection.
#[circuit_breaker(name = "opens", threshold = 1, cooldown = 300ms, probes = 1, hung = 10s)]
pub async fn opens(fails: bool) -> Result<(), Failure> {
    if fails { Err(Failure::Down) } else { Ok(()) }
}

/// Opens at the second slow call.
///
/// # Errors
///
/// Those of the breaker.
#[circuit_breaker(name = "slow", slow_call = 500ms, slow_rate = 100%, window = 2, min_calls = 2)]
pub async fn takes(time: Duration) -> Result<(), Failure> {
    if !time.is_zero() {
        sleep(time).await;
    }
    Ok(())
}

/// Looks back for a little while.
///
/// # Errors
///
/// `Down` if `fails` is true, and the breaker's rejection.
#[circuit_breaker(name = "recent", failure_rate = 50%, window = 3s, min_calls = 4)]
pub async fn recent(fails: bool) -> Result<(), Failure> {
    if fails { Err(Failure::Down) } else { Ok(()) }
}

/// Pays one retry for two successes.
///
/// # Errors
///
/// `Down` if `fails` is true.
#[retry(max = 1, delay = 1ms, budget(name = "pays", ratio = 50%, min_per_sec = 0, burst = 10, window = 3s))]
pub async fn pays(fails: bool) -> Result<(), Failure> {
    if fails { Err(Failure::Down) } else { Ok(()) }
}

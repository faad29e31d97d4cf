//! Every layer, with every setting.

use core::future::ready;
use core::time::Duration;

use resilience::{
    Attempt, Failure, Rejected, bulkhead, circuit_breaker, fallback, rate_limit, retry, timeout,
};

use crate::Error;

/// A limit by a constant.
const LIMIT: u32 = 7;

/// Whether to count an error.
const fn is_down(error: &Error) -> bool {
    matches!(error, Error::Down)
}

/// Whether to count an answer.
const fn is_failure(answer: &Result<u32, Error>) -> bool {
    answer.is_err()
}

/// How long to wait.
const fn no_delay(_: Attempt) -> Duration {
    Duration::ZERO
}

/// Listens.
const fn on_retry(_: Attempt) {}

/// Whether to stand in.
const fn is_rejected(failure: &Failure<Error>) -> bool {
    matches!(failure, Failure::Rejected(_))
}

/// Stands in.
#[expect(clippy::unnecessary_wraps, reason = "the signature is the function's")]
const fn stand_in(number: u32) -> Result<u32, Error> {
    Ok(number)
}

/// Stands in, and looks at the cause.
async fn stand_in_for(number: u32, cause: Failure<Error>) -> Result<u32, Error> {
    ready(()).await;
    match cause {
        Failure::Rejected(_) => Ok(number),
        Failure::Error(error) => Err(error),
    }
}

/// Every layer.
///
/// # Errors
///
/// When the service is down.
#[fallback(stand_in)]
#[circuit_breaker(name = "lints", threshold = LIMIT, cooldown = 1s..60s, probes = 2, probe_timeout = 5s, hung = 20s, when = is_down)]
#[rate_limit(name = "lints", max = 100, per = 1s, burst = 10, wait = 1s)]
#[bulkhead(name = "lints", max = LIMIT, wait = 3s, queue = 10)]
#[retry(
    max = 2,
    base_delay = 1ms,
    max_delay = 5ms,
    factor = 1.5,
    jitter = equal,
    max_elapsed = 10s,
    when = is_down,
    budget(name = "lints", ratio = 10%, window = 10s, min_per_sec = 0.5, burst = 20),
    on_retry = on_retry,
    on_giveup = |_| {},
    nested = off,
    clone(number)
)]
#[timeout(1s)]
pub async fn all(number: u32) -> Result<u32, Error> {
    if number == 0 {
        return Err(Error::Down);
    }
    Ok(number)
}

/// A fallback with the cause, judges, functions for the delay and the end.
///
/// # Errors
///
/// When the service is down.
#[fallback(stand_in_for, on = error, when = is_rejected, clone(number))]
#[timeout(10s)]
#[circuit_breaker(failure_rate = 50%, window = 10s, min_calls = 3, slow_call = 1s, slow_rate = 80%, judge = is_failure)]
#[retry(max = 1, delay = no_delay, judge = |answer: &Result<u32, Error>| answer.is_err(), budget = "lints", on_giveup = |_| {})]
#[timeout(1s)]
pub async fn judged(number: u32) -> Result<u32, Error> {
    Ok(number)
}

/// A fallback that is a call, with the cause.
///
/// # Errors
///
/// Never.
#[fallback(Ok(format!("{text}: {cause:?}")), on = open)]
#[circuit_breaker(threshold = 3, window = 10)]
pub async fn called_with_cause(text: &str) -> Result<String, Error> {
    Ok(text.to_owned())
}

/// A fallback that is a call, without the cause.
///
/// # Errors
///
/// When the service is down.
#[fallback(stand_in(*number))]
#[bulkhead(max = 1)]
pub async fn called(number: &mut u32) -> Result<u32, Error> {
    *number = number.saturating_add(1);
    Ok(*number)
}

/// Rejections as they are.
///
/// # Errors
///
/// When a policy rejects the call.
#[circuit_breaker]
#[bulkhead(max = 1)]
#[rate_limit(max = 100, per = 1s)]
#[timeout(1s)]
pub async fn rejects() -> Result<(), Rejected> {
    Ok(())
}

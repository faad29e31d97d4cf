//! tower-resilience.

use std::error::Error as StdError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use tower::{Service, ServiceBuilder, service_fn};
use tower_resilience::bulkhead::{BulkheadConfigBuilder, BulkheadLayer};
use tower_resilience::circuitbreaker::{
    CircuitBreakerConfigBuilder, CircuitBreakerLayer, DefaultClassifier,
};
use tower_resilience::ratelimiter::RateLimiterLayer;
use tower_resilience::retry::{RetryBudget, RetryBudgetBuilder, RetryLayer};
use tower_resilience::timelimiter::TimeLimiterLayer;

use crate::call::{Answer, Error, Request, raw, raw_or_fail, request, wait_once};
use crate::case::{Case, drive};
use crate::what;

const THEIRS: &str = "tower-resilience";

fn breaker() -> CircuitBreakerConfigBuilder<DefaultClassifier> {
    CircuitBreakerLayer::builder().wait_duration_in_open(Duration::from_secs(3_600))
}

fn rate() -> CircuitBreakerConfigBuilder<DefaultClassifier> {
    let breaker = breaker().failure_rate_threshold(0.5);
    breaker.sliding_window_size(100)
}

fn bulkhead(places: usize) -> BulkheadConfigBuilder {
    BulkheadLayer::builder().max_concurrent_calls(places)
}

fn retry(budget: Option<Arc<dyn RetryBudget>>) -> RetryLayer<Request, u64, Error> {
    let builder = RetryLayer::builder().max_attempts(4);
    match budget {
        Some(budget) => builder.budget(budget).build(),
        None => builder.build(),
    }
}

fn timeout() -> TimeLimiterLayer<tower_resilience::timelimiter::FixedTimeout> {
    let builder = TimeLimiterLayer::builder();
    builder.timeout_duration(Duration::from_secs(5)).build()
}

/// A call that has failed once, which was once too often.
async fn fail_once(request: Request) -> Answer {
    static FAILED: AtomicBool = AtomicBool::new(false);
    raw_or_fail(request, !FAILED.swap(true, Ordering::Relaxed)).await
}

/// A counter of its own for each clone of the service would never get to a hundred.
async fn fail_hundredth(request: Request) -> Answer {
    static CALLS: AtomicU32 = AtomicU32::new(1);
    let call = CALLS.load(Ordering::Relaxed);
    CALLS.store(if call == 100 { 1 } else { call + 1 }, Ordering::Relaxed);
    raw_or_fail(request, call == 100).await
}

async fn wait(request: Request) -> Answer {
    wait_once().await;
    raw(request).await
}

pub(super) fn cases() -> Result<Vec<Case>, Box<dyn StdError>> {
    let builder = ServiceBuilder::new;
    let budget = || RetryBudgetBuilder::new().token_bucket().build();
    let mut cases = breakers()?;
    let limiter = RateLimiterLayer::builder()
        .limit_for_period(1_000_000_000)
        .refresh_period(Duration::from_secs(1))
        .build()?;
    let three = builder()
        .layer(breaker().consecutive_failures(5).build()?)
        .layer(bulkhead(10).build()?);
    cases.extend([
        Case::service(
            what::BULKHEAD,
            THEIRS,
            builder()
                .layer(bulkhead(10).build()?)
                .service(service_fn(raw)),
        ),
        Case::service(
            what::LIMITER,
            THEIRS,
            builder().layer(limiter).service(service_fn(raw)),
        ),
        Case::service(
            what::RETRY,
            THEIRS,
            builder().layer(retry(None)).service(service_fn(raw)),
        ),
        Case::service(
            what::RETRY_BUDGET,
            THEIRS,
            builder()
                .layer(retry(Some(budget()?)))
                .service(service_fn(raw)),
        ),
        Case::service(
            what::TIMEOUT,
            THEIRS,
            builder().layer(timeout()).service(service_fn(raw)),
        ),
        Case::service(
            what::TIMEOUT_WAITS,
            THEIRS,
            builder().layer(timeout()).service(service_fn(wait)),
        ),
        Case::service(what::TWO, THEIRS, three.clone().service(service_fn(raw))),
        Case::service(
            what::THREE,
            THEIRS,
            three.clone().layer(retry(None)).service(service_fn(raw)),
        ),
        Case::service(
            what::FOUR,
            THEIRS,
            three.layer(retry(Some(budget()?))).service(service_fn(raw)),
        ),
    ]);
    Ok(cases)
}

fn breakers() -> Result<Vec<Case>, Box<dyn StdError>> {
    let builder = ServiceBuilder::new;
    let in_a_row = builder().layer(breaker().consecutive_failures(5).build()?);
    let rate_of_calls = builder().layer(rate().build()?);
    let slow = rate().slow_call_duration_threshold(Duration::from_secs(1));
    let once = || breaker().consecutive_failures(1).build();
    let mut open = builder().layer(once()?).service(service_fn(fail_once));
    drive(open.call(request())).err();
    Ok(vec![
        Case::service(what::BREAKER, THEIRS, in_a_row.service(service_fn(raw))),
        Case::service(
            what::BREAKER_RATE,
            THEIRS,
            rate_of_calls.clone().service(service_fn(raw)),
        ),
        Case::service(
            what::BREAKER_RATE_1,
            THEIRS,
            rate_of_calls.service(service_fn(fail_hundredth)),
        ),
        Case::service(
            what::BREAKER_SLOW,
            THEIRS,
            builder().layer(slow.build()?).service(service_fn(raw)),
        ),
        Case::service(what::BREAKER_OPEN, THEIRS, open),
    ])
}

//! tokio's semaphore and its timeout, and governor.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::call::{Error, raw, request, wait_once};
use crate::case::Case;
use crate::what;

const TOKIO: &str = "tokio";

/// A permit a nanosecond.
pub(crate) fn governor() -> DefaultDirectRateLimiter {
    let many = NonZeroU32::MIN.saturating_add(999_999_999);
    RateLimiter::direct(Quota::per_second(many))
}

pub(super) fn cases() -> Vec<Case> {
    // The cases live until the process ends, so the semaphores may leak.
    let free: &Semaphore = Box::leak(Box::new(Semaphore::new(10)));
    let full: &Semaphore = Box::leak(Box::new(Semaphore::new(0)));
    let limiter: &DefaultDirectRateLimiter = Box::leak(Box::new(governor()));
    let limit = Duration::from_secs(5);
    vec![
        Case::call(what::BULKHEAD, TOKIO, || async {
            let _place = free.acquire().await.map_err(|_| Error::Service)?;
            raw(request()).await
        }),
        Case::call(what::BULKHEAD_FULL, TOKIO, || async {
            let _place = full.try_acquire().map_err(|_| Error::Service)?;
            raw(request()).await
        }),
        Case::call(what::LIMITER, "governor", || async {
            limiter.check().map_err(|_| Error::Service)?;
            raw(request()).await
        }),
        Case::call(what::TIMEOUT, TOKIO, move || timeout(limit, raw(request()))),
        Case::call(what::TIMEOUT_WAITS, TOKIO, move || {
            timeout(limit, async {
                wait_once().await;
                raw(request()).await
            })
        }),
    ]
}

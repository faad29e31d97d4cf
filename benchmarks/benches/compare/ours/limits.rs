//! The bulkhead, the rate limiter and the timeout.

use std::mem;

use resilience::{bulkhead, rate_limit, registry, timeout};

use crate::call::{Answer, Boxed, Request, answer, boxed, request, wait_once};
use crate::case::{Case, drive};
use crate::what::{self, OURS};

#[bulkhead(max = 10)]
pub(crate) async fn free(request: Request) -> Answer {
    answer(request)
}

#[bulkhead(max = 10)]
async fn in_a_box(request: Request) -> Result<u64, Boxed> {
    boxed(request)
}

#[bulkhead(name = "full", max = 1, wait = 0s)]
async fn full(request: Request) -> Answer {
    answer(request)
}

// A permit a nanosecond: no call waits for one.
#[rate_limit(max = 1_000_000_000, per = 1s)]
pub(crate) async fn limited(request: Request) -> Answer {
    answer(request)
}

#[timeout(5s)]
async fn in_time(request: Request) -> Answer {
    answer(request)
}

#[timeout(5s)]
async fn waits(request: Request) -> Answer {
    wait_once().await;
    answer(request)
}

pub(super) fn cases() -> Vec<Case> {
    if let Some(bulkhead) = registry::bulkhead("full") {
        // Its only slot is never released.
        mem::forget(drive(bulkhead.acquire()));
    }
    vec![
        Case::call(what::BULKHEAD, OURS, || free(request())),
        Case::call(what::BULKHEAD_BOXED, OURS, || in_a_box(request())),
        Case::call(what::BULKHEAD_FULL, OURS, || full(request())),
        Case::call(what::LIMITER, OURS, || limited(request())),
        Case::call(what::TIMEOUT, OURS, || in_time(request())),
        Case::call(what::TIMEOUT_WAITS, OURS, || waits(request())),
    ]
}

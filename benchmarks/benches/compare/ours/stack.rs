//! Several attributes on one function.

use resilience::{bulkhead, circuit_breaker, fallback, retry, timeout};

use crate::call::{Answer, Error, Request, answer, request};
use crate::case::Case;
use crate::what::{self, OURS};

#[circuit_breaker(threshold = 5)]
#[bulkhead(max = 10)]
async fn two(request: Request) -> Answer {
    answer(request)
}

#[circuit_breaker(threshold = 5)]
#[bulkhead(max = 10)]
#[retry(max = 3, jitter)]
async fn three(request: Request) -> Answer {
    answer(request)
}

#[circuit_breaker(threshold = 5)]
#[bulkhead(max = 10)]
#[retry(max = 3, jitter, budget = "four")]
pub(crate) async fn four(request: Request) -> Answer {
    answer(request)
}

#[circuit_breaker(threshold = 5)]
#[bulkhead(max = 10)]
#[retry(max = 3, jitter, budget = "five")]
#[timeout(5s)]
async fn five(request: Request) -> Answer {
    answer(request)
}

#[fallback(stand_in)]
#[circuit_breaker(threshold = 5)]
#[bulkhead(max = 10)]
#[retry(max = 3, jitter, budget = "all")]
#[timeout(5s)]
async fn all(request: Request) -> Answer {
    answer(request)
}

#[bulkhead(max = 10)]
#[retry(max = 3, jitter, budget = "without breaker")]
async fn without_breaker(request: Request) -> Answer {
    answer(request)
}

#[fallback(stand_in(request))]
#[circuit_breaker(name = "open")]
async fn answered(request: Request) -> Answer {
    let _ = request;
    // The breaker is open, so a call that gets here fails the case.
    Err(Error::Service)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a fallback has the signature of its function"
)]
fn stand_in(request: Request) -> Answer {
    Ok(request[2].into())
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::call(what::TWO, OURS, || two(request())),
        Case::call(what::THREE, OURS, || three(request())),
        Case::call(what::FOUR, OURS, || four(request())),
        Case::call(what::FIVE, OURS, || five(request())),
        Case::call(what::ALL, OURS, || all(request())),
        Case::call(what::WITHOUT_BREAKER, OURS, || without_breaker(request())),
        Case::call(what::FALLBACK, OURS, || answered(request())),
    ]
}

//! The circuit breaker, by each of its rules.

use resilience::{circuit_breaker, registry};

use crate::call::{Answer, Boxed, Error, Request, answer, boxed, hundredth, request};
use crate::case::{Case, drive};
use crate::what::{self, OURS};

#[circuit_breaker(threshold = 5)]
pub(crate) async fn in_a_row(request: Request) -> Answer {
    answer(request)
}

#[circuit_breaker(threshold = 5)]
async fn elsewhere(request: Request) -> Answer {
    answer(request)
}

#[circuit_breaker(threshold = 5)]
pub(crate) async fn of_one_thread(request: Request) -> Answer {
    answer(request)
}

#[circuit_breaker(threshold = 5)]
pub(crate) async fn of_the_other(request: Request) -> Answer {
    answer(request)
}

#[circuit_breaker(threshold = 5)]
async fn in_a_box(request: Request) -> Result<u64, Boxed> {
    boxed(request)
}

#[circuit_breaker(threshold = 50, window = 100)]
async fn in_a_window(request: Request) -> Answer {
    answer(request)
}

#[circuit_breaker(failure_rate = 50%, window = 100)]
pub(crate) async fn rate(request: Request) -> Answer {
    answer(request)
}

#[circuit_breaker(failure_rate = 50%, window = 100)]
async fn rate_or_fail(request: Request, fails: bool) -> Answer {
    if fails {
        return Err(Error::Service);
    }
    answer(request)
}

#[circuit_breaker(failure_rate = 50%, window = 10s)]
async fn rate_in_time(request: Request) -> Answer {
    answer(request)
}

#[circuit_breaker(slow_call = 1s, slow_rate = 50%, window = 100)]
async fn slow_calls(request: Request) -> Answer {
    answer(request)
}

#[circuit_breaker(name = "open", threshold = 1, cooldown = 1h)]
async fn open(request: Request) -> Answer {
    answer(request)
}

pub(super) fn cases() -> Vec<Case> {
    if let Some(breaker) = registry::circuit_breaker("open") {
        // One failure opens it for the hour.
        let _ = drive(breaker.call(|| async { Err::<(), _>(Error::Service) }));
    }
    let mut fails = hundredth();
    vec![
        Case::call(what::BREAKER, OURS, || in_a_row(request())),
        Case::call_elsewhere(what::BREAKER_ELSEWHERE, OURS, || elsewhere(request())),
        Case::call(what::BREAKER_BOXED, OURS, || in_a_box(request())),
        Case::call(what::BREAKER_WINDOW, OURS, || in_a_window(request())),
        Case::call(what::BREAKER_RATE, OURS, || rate(request())),
        Case::call(what::BREAKER_RATE_1, OURS, move || {
            rate_or_fail(request(), fails())
        }),
        Case::call(what::BREAKER_TIME, OURS, || rate_in_time(request())),
        Case::call(what::BREAKER_SLOW, OURS, || slow_calls(request())),
        Case::call(what::BREAKER_OPEN, OURS, || open(request())),
    ]
}

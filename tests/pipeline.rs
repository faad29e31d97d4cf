//! Interaction of the layers: rejections of several attempts, and calls that wait.

#![allow(
    clippy::unwrap_used,
    reason = "a policy that is missing is a failed test"
)]

mod common;

use std::future::{Future, pending};
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use common::{Counter, Error, secs};
use resilience::{
    CircuitState, GiveUp, Rejected, bulkhead, circuit_breaker, fallback, rate_limit, registry,
    retry, timeout,
};
use tokio::time::{Instant, sleep};

#[circuit_breaker(name = "above refusals", threshold = 1)]
#[retry(max = 3, base_delay = 10s, budget(name = "refusals", burst = 5))]
#[bulkhead(name = "refusals", max = 1, wait = 0s)]
#[timeout(2s)]
async fn refused_later(calls: &'static Counter) -> Result<(), Error> {
    calls.add();
    pending().await
}

#[tokio::test(start_paused = true)]
async fn a_rejection_of_a_later_attempt_is_not_mistaken_for_the_timeout_of_the_first() {
    static CALLS: Counter = Counter::new();
    let call = tokio::spawn(refused_later(&CALLS));
    sleep(secs(5)).await;
    let bulkhead = registry::bulkhead("refusals").unwrap();
    let held = bulkhead.acquire().await.unwrap();
    let refused = call.await.unwrap();
    assert!(
        matches!(refused, Err(Error::Rejected(Rejected::BulkheadFull { .. }))),
        "{refused:?}"
    );
    drop(held);
    assert_eq!(CALLS.get(), 1);
    let breaker = registry::circuit_breaker("above refusals")
        .unwrap()
        .snapshot();
    assert_eq!(
        (breaker.state, breaker.failures, breaker.ignored),
        (CircuitState::Closed, 0, 1)
    );
    let budget = registry::retry_budget("refusals").unwrap().snapshot();
    assert_eq!((budget.granted, budget.refunded, budget.balance), (0, 1, 5));
}

#[retry(max = 9, base_delay = 1s)]
#[circuit_breaker(name = "opened by timeouts", threshold = 2)]
#[timeout(2s)]
async fn opened_by_timeouts(calls: &Counter) -> Result<(), Error> {
    calls.add();
    pending().await
}

#[tokio::test(start_paused = true)]
async fn a_breaker_opened_by_timeouts_rejects_the_next_attempt() {
    let calls = Counter::default();
    let refused = opened_by_timeouts(&calls).await;
    assert!(
        matches!(refused, Err(Error::Rejected(Rejected::CircuitOpen { .. }))),
        "{refused:?}"
    );
    assert_eq!(calls.get(), 2);
}

#[timeout(10s)]
#[circuit_breaker(name = "between limits", threshold = 1)]
#[retry(max = 9, base_delay = 6s, factor = 1, budget(name = "between limits", burst = 5))]
#[timeout(3s)]
async fn between_limits(calls: &Counter) -> Result<(), Error> {
    calls.add();
    pending().await
}

#[tokio::test(start_paused = true)]
async fn the_outer_timeout_is_reported_even_if_attempts_timed_out_too() {
    let (calls, start) = (Counter::default(), Instant::now());
    let cut = between_limits(&calls).await;
    let Err(Error::Rejected(Rejected::TimedOut { limit, .. })) = cut else {
        panic!("{cut:?}")
    };
    assert_eq!(
        (limit, start.elapsed(), calls.get()),
        (secs(10), secs(10), 2)
    );
    let breaker = registry::circuit_breaker("between limits")
        .unwrap()
        .snapshot();
    assert_eq!((breaker.failures, breaker.ignored), (0, 1));
    // The second attempt was sent.
    let budget = registry::retry_budget("between limits").unwrap().snapshot();
    assert_eq!((budget.granted, budget.refunded), (1, 0));
}

#[retry(max = 1, base_delay = 1s)]
#[timeout(1s)]
#[bulkhead(name = "cut while in line", max = 1, wait = 1m)]
#[rate_limit(name = "cut while in line", max = 1, per = 10s, wait = 1m)]
async fn in_line(calls: &Counter) -> Result<u32, Error> {
    Ok(calls.add())
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_times_out_in_a_queue_leaves_it() {
    let calls = Counter::default();
    let (bulkhead, limiter) = (
        registry::bulkhead("cut while in line").unwrap(),
        registry::rate_limiter("cut while in line").unwrap(),
    );
    let held = bulkhead.acquire().await.unwrap();
    in_line(&calls).await.unwrap_err();
    assert_eq!((bulkhead.snapshot().waiting, calls.get()), (0, 0));
    drop(held);
    limiter.acquire().await.unwrap();
    in_line(&calls).await.unwrap_err();
    assert_eq!((limiter.snapshot().waiting, calls.get()), (0, 0));
    assert_eq!(bulkhead.snapshot().in_flight, 0);
    // No dropped call kept a permit.
    sleep(secs(10)).await;
    assert_eq!(in_line(&calls).await, Ok(0));
}

#[rate_limit(name = "each attempt", max = 1, per = 1s, wait = 1m)]
async fn limited_once() -> Result<(), Error> {
    Ok(())
}

#[retry(max = 2, base_delay = 1ms)]
#[rate_limit(name = "each attempt", max = 1, per = 1s, wait = 1m)]
async fn limited_each_time() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_below_a_retry_takes_a_permit_for_each_attempt() {
    let start = Instant::now();
    limited_each_time().await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 2);
    limited_once().await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 3);
    let limiter = registry::rate_limiter("each attempt").unwrap();
    assert_eq!(limiter.snapshot().admitted, 4);
}

#[timeout(3s)]
async fn waits_in_the_body() -> Result<(), Error> {
    pending().await
}

#[timeout(10s)]
#[bulkhead(name = "moved", max = 1, wait = 3s)]
async fn waits_in_line() -> Result<(), Error> {
    Ok(())
}

#[timeout(10s)]
#[rate_limit(name = "moved", max = 1, per = 3s, wait = 1m)]
async fn waits_for_a_permit() -> Result<(), Error> {
    Ok(())
}

#[timeout(10s)]
#[retry(max = 1, base_delay = 3s)]
async fn waits_in_a_pause() -> Result<(), Error> {
    Err(Error::Down)
}

#[circuit_breaker(name = "moved", threshold = 1, hung = 3s)]
async fn hangs() -> Result<(), Error> {
    pending().await
}

/// Polls `call` in several tasks, at times when nothing is due. Returns how long it took.
async fn moved<T>(call: impl Future<Output = T>) -> (T, Duration) {
    let (mut call, start) = (pin!(call), Instant::now());
    for _ in 0..4 {
        let polled = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending());
        sleep(Duration::from_millis(500)).await;
    }
    (call.await, start.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_waiting_call_may_move_between_tasks() {
    assert_eq!(moved(waits_in_the_body()).await.1, secs(3));
    assert_eq!(moved(waits_in_a_pause()).await, (Err(Error::Down), secs(3)));

    waits_for_a_permit().await.unwrap();
    assert_eq!(moved(waits_for_a_permit()).await, (Ok(()), secs(3)));

    let bulkhead = registry::bulkhead("moved").unwrap();
    let held = bulkhead.acquire().await.unwrap();
    let (refused, waited) = moved(waits_in_line()).await;
    assert!(matches!(
        refused,
        Err(Error::Rejected(Rejected::BulkheadFull { waiting: 0, .. }))
    ));
    assert_eq!(waited, secs(3));
    let given_back = async {
        sleep(Duration::from_millis(2500)).await;
        drop(held);
    };
    let ((answer, waited), ()) = tokio::join!(moved(waits_in_line()), given_back);
    assert_eq!((answer, waited.as_millis()), (Ok(()), 2500));
}

#[tokio::test(start_paused = true)]
async fn a_hung_call_is_counted_on_time_whichever_task_polls_it() {
    let breaker = registry::circuit_breaker("moved").unwrap();
    let start = Instant::now();
    let call = tokio::spawn(moved(hangs()));
    while breaker.state() == CircuitState::Closed {
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(start.elapsed().as_secs(), 3);
    call.abort();
}

#[bulkhead(name = "wait after wait", max = 1, wait = 1m)]
#[rate_limit(name = "wait after wait", max = 1, per = 5s, wait = 1m)]
async fn waits_twice() -> Result<(), Error> {
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waited_for_a_slot_also_waits_for_a_permit() {
    let start = Instant::now();
    let bulkhead = registry::bulkhead("wait after wait").unwrap();
    let held = bulkhead.acquire().await.unwrap();
    let limiter = registry::rate_limiter("wait after wait").unwrap();
    limiter.acquire().await.unwrap();
    let call = tokio::spawn(waits_twice());
    sleep(secs(2)).await;
    drop(held);
    call.await.unwrap().unwrap();
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[retry(max = 2, base_delay = 1s, budget(name = "unsent", burst = 5))]
#[timeout(2s)]
#[bulkhead(name = "unsent", max = 1, wait = 1m)]
async fn unsent(calls: &'static Counter) -> Result<(), Error> {
    calls.add();
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn each_retry_that_times_out_in_a_queue_is_refunded() {
    static CALLS: Counter = Counter::new();
    let call = tokio::spawn(unsent(&CALLS));
    sleep(Duration::from_millis(500)).await;
    let bulkhead = registry::bulkhead("unsent").unwrap();
    let _held = bulkhead.acquire().await.unwrap();
    call.await.unwrap().unwrap_err();
    assert_eq!(CALLS.get(), 1);
    let budget = registry::retry_budget("unsent").unwrap().snapshot();
    assert_eq!((budget.granted, budget.refunded, budget.balance), (0, 2, 5));
}

#[retry(max = 1, base_delay = 1s, budget(name = "pays", ratio = 100%, burst = 3, min_per_sec = 0))]
async fn succeeds_later(calls: &Counter) -> Result<u32, Error> {
    match calls.add() {
        0 => Err(Error::Down),
        calls => Ok(calls),
    }
}

#[tokio::test(start_paused = true)]
async fn a_success_of_a_later_attempt_is_deposited_in_the_budget() {
    let budget = registry::retry_budget("pays").unwrap();
    assert_eq!(budget.snapshot().balance, 0);
    let calls = Counter::default();
    calls.add();
    succeeds_later(&calls).await.unwrap();
    assert_eq!(budget.snapshot().balance, 1);
    succeeds_later(&Counter::default()).await.unwrap();
    let budget = budget.snapshot();
    assert_eq!((budget.granted, budget.balance), (1, 1));
}

async fn stands_in() -> Result<(), Error> {
    let bulkhead = registry::bulkhead("free for the fallback").unwrap();
    assert_eq!(bulkhead.snapshot().in_flight, 0);
    Ok(())
}

#[fallback(stands_in, on = error)]
#[bulkhead(name = "free for the fallback", max = 1)]
async fn falls_back() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test]
async fn a_fallback_runs_after_the_call_has_left_every_layer() {
    assert_eq!(falls_back().await, Ok(()));
}

static GIVEN_UP: Counter = Counter::new();

fn give_up(_: GiveUp) {
    GIVEN_UP.add();
}

#[timeout(8500ms)]
#[retry(max = 9, base_delay = 6s, factor = 1, on_giveup = give_up, budget(name = "cut in pause", burst = 5))]
#[timeout(3s)]
async fn cut_in_pause(calls: &Counter, time: u64) -> Result<(), Error> {
    calls.add();
    sleep(secs(time)).await;
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn a_timeout_above_a_retry_drops_the_attempt_without_a_giveup() {
    let whole = Duration::from_millis(8500);
    for time in [9, 2] {
        let (calls, start) = (Counter::default(), Instant::now());
        let cut = cut_in_pause(&calls, time).await;
        let Err(Error::Rejected(Rejected::TimedOut { limit, .. })) = cut else {
            panic!("{cut:?}")
        };
        // During the pause after the first attempt, or during the second attempt.
        let sent = if time == 2 { 2 } else { 1 };
        assert_eq!((limit, calls.get()), (whole, sent));
        assert_eq!((start.elapsed(), GIVEN_UP.get()), (whole, 0));
    }
    let budget = registry::retry_budget("cut in pause").unwrap().snapshot();
    assert_eq!((budget.granted, budget.refunded), (1, 1));
}

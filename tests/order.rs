//! The order of the attributes: the top one is the outermost layer.

mod common;

use std::time::Duration;

use common::{Counter, Error, secs};
use resilience::{CircuitState, Rejected, bulkhead, circuit_breaker, registry, retry, timeout};
use tokio::time::{Instant, sleep};

#[circuit_breaker(name = "breaker above retry", threshold = 2)]
#[retry(max = 4, base_delay = 1ms)]
async fn breaker_above_retry(calls: &Counter) -> Result<(), Error> {
    calls.add();
    Err(Error::Down)
}

#[retry(max = 4, base_delay = 1ms)]
#[circuit_breaker(name = "breaker below retry", threshold = 2)]
async fn breaker_below_retry(calls: &Counter) -> Result<(), Error> {
    calls.add();
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn a_breaker_above_a_retry_sees_one_call() {
    let calls = Counter::default();
    assert_eq!(breaker_above_retry(&calls).await, Err(Error::Down));
    let breaker = registry::circuit_breaker("breaker above retry").unwrap();
    assert_eq!((calls.get(), breaker.snapshot().failures), (5, 1));
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_breaker_below_a_retry_sees_each_attempt_and_its_rejection_ends_the_retries() {
    let calls = Counter::default();
    let refused = breaker_below_retry(&calls).await;
    assert!(
        matches!(refused, Err(Error::Rejected(Rejected::CircuitOpen { .. }))),
        "{refused:?}"
    );
    assert_eq!(calls.get(), 2);
}

#[timeout(10s)]
#[retry(max = 9, base_delay = 0s)]
async fn whole_call_limited(calls: &Counter) -> Result<(), Error> {
    calls.add();
    sleep(secs(3)).await;
    Err(Error::Down)
}

#[retry(max = 3, base_delay = 0s)]
#[timeout(10s)]
async fn each_attempt_limited(calls: &Counter) -> Result<(), Error> {
    calls.add();
    sleep(secs(60)).await;
    Err(Error::Down)
}

#[timeout(25s)]
#[retry(max = 3, base_delay = 0s)]
#[timeout(10s)]
async fn both_limited(calls: &Counter) -> Result<(), Error> {
    calls.add();
    sleep(secs(60)).await;
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn a_timeout_above_a_retry_limits_the_whole_call_and_one_below_each_attempt() {
    for (case, expected_calls, expected_time) in [(0, 4, 10), (1, 4, 40), (2, 3, 25)] {
        let (calls, start) = (Counter::default(), Instant::now());
        let cut = match case {
            0 => whole_call_limited(&calls).await,
            1 => each_attempt_limited(&calls).await,
            _ => both_limited(&calls).await,
        };
        assert!(
            matches!(cut, Err(Error::Rejected(Rejected::TimedOut { .. }))),
            "{cut:?}"
        );
        assert_eq!(
            (calls.get(), start.elapsed().as_secs()),
            (expected_calls, expected_time)
        );
    }
}

#[bulkhead(name = "slot through retries", max = 1, wait = 0s)]
#[retry(max = 1, base_delay = 10s)]
async fn slot_through_retries() -> Result<(), Error> {
    Err(Error::Down)
}

#[retry(max = 1, base_delay = 10s)]
#[bulkhead(name = "slot for each attempt", max = 1, wait = 0s)]
async fn slot_for_each_attempt() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn a_bulkhead_holds_its_slot_through_all_layers_below() {
    for (name, held) in [("slot through retries", 1), ("slot for each attempt", 0)] {
        let call = tokio::spawn(async move {
            if held == 1 {
                slot_through_retries().await
            } else {
                slot_for_each_attempt().await
            }
        });
        sleep(secs(5)).await;
        assert_eq!(
            registry::bulkhead(name).unwrap().snapshot().in_flight,
            held,
            "{name}"
        );
        assert_eq!(call.await.unwrap(), Err(Error::Down));
        assert_eq!(registry::bulkhead(name).unwrap().snapshot().in_flight, 0);
    }
}

#[circuit_breaker(name = "all five", threshold = 1)]
#[bulkhead(max = 1)]
#[timeout(10s)]
#[retry(max = 2, base_delay = 1s)]
#[timeout(2s)]
async fn ends_early(number: u32) -> Result<u32, Error> {
    if number == 0 {
        return Ok(0);
    }
    let number = Some(number).filter(|it| *it > 1).ok_or(Error::NotFound)?;
    Ok(number)
}

#[tokio::test(start_paused = true)]
async fn return_and_question_mark_end_the_attempt_and_not_the_pipeline() {
    assert_eq!(ends_early(0).await, Ok(0));
    assert_eq!(ends_early(2).await, Ok(2));
    assert_eq!(ends_early(1).await, Err(Error::NotFound));
    assert_eq!(
        registry::circuit_breaker("all five")
            .unwrap()
            .snapshot()
            .failures,
        1
    );
}

/// Services of one kind, each type with its own timeouts.
trait Patience {
    const WHOLE: Duration;
    const EACH: Duration;

    async fn load(&self, calls: &Counter) -> Result<(), Rejected>;
}

struct Quick;

impl Patience for Quick {
    const WHOLE: Duration = secs(5);
    const EACH: Duration = secs(2);

    #[timeout(Self::WHOLE)]
    #[retry(max = 9, base_delay = 0s)]
    #[timeout(Self::EACH)]
    async fn load(&self, calls: &Counter) -> Result<(), Rejected> {
        calls.add();
        sleep(secs(60)).await;
        Ok(())
    }
}

#[timeout(P::WHOLE)]
#[retry(max = 9, base_delay = 0s)]
#[timeout(P::EACH)]
async fn load_patiently<P: Patience>(calls: &Counter) -> Result<(), Rejected> {
    calls.add();
    sleep(secs(60)).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn both_timeouts_can_be_constants_of_a_type() {
    let calls = Counter::default();
    let begun = Instant::now();
    let method = Quick.load(&calls).await;
    let function = load_patiently::<Quick>(&calls).await;
    for answer in [method, function] {
        assert!(
            matches!(answer, Err(Rejected::TimedOut { limit, .. }) if limit == secs(5)),
            "{answer:?}"
        );
    }
    assert_eq!((calls.get(), begun.elapsed().as_secs()), (6, 10));
}

//! Retry budget behavior, shared by the functions that name it.

mod common;

use common::{Counter, Error, secs};
use resilience::{Percent, RetryBudget, bulkhead, circuit_breaker, registry, retry};
use tokio::time::{advance, sleep};

const RATIO: Percent = Percent::new(50);

#[retry(max = 9, base_delay = 0s, budget(name = "shared", ratio = RATIO, min_per_sec = 0, burst = 5))]
async fn gives_settings(calls: &Counter, answer: Result<(), Error>) -> Result<(), Error> {
    calls.add();
    answer.clone()
}

#[retry(max = 9, base_delay = 0s, budget = "shared")]
async fn joins(calls: &Counter) -> Result<(), Error> {
    calls.add();
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn successes_of_one_function_pay_for_the_retries_of_another() {
    let calls = Counter::default();
    assert_eq!(joins(&calls).await, Err(Error::Down));
    assert_eq!(calls.get(), 1, "nothing is earned, so nothing is retried");
    for _ in 0..6 {
        let _ = gives_settings(&Counter::default(), Ok(())).await;
    }
    let calls = Counter::default();
    assert_eq!(joins(&calls).await, Err(Error::Down));
    assert_eq!(calls.get(), 1 + 3);
    let snapshot = registry::retry_budget("shared").unwrap().snapshot();
    assert_eq!(
        (snapshot.balance, snapshot.granted, snapshot.refused),
        (0, 3, 2)
    );
}

#[retry(max = 1, base_delay = 10s, budget(burst = 1, min_per_sec = 0.5))]
async fn own() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_is_not_sent_is_refunded() {
    let budget = registry::retry_budget("retry_budget::own").expect("listed under its function");
    for _ in 0..5 {
        let call = tokio::spawn(own());
        sleep(secs(1)).await;
        assert_eq!(budget.snapshot().granted, 1);
        call.abort();
        let _ = call.await;
        assert_eq!(budget.snapshot().granted, 0);
    }
    let _ = own().await;
    assert_eq!(budget.snapshot().granted, 1);
}

#[tokio::test(start_paused = true)]
async fn the_minimum_rate_accrues_up_to_the_burst() {
    let budget = RetryBudget::builder("floor")
        .min_per_sec(2.0)
        .burst(3)
        .build();
    let spend = || {
        std::iter::from_fn(|| budget.withdraw())
            .map(resilience::Withdrawal::spend)
            .count()
    };
    assert_eq!(spend(), 3);
    advance(secs(1)).await;
    assert_eq!(spend(), 2);
    advance(secs(100)).await;
    assert_eq!(spend(), 3);
}

#[retry(max = 9, base_delay = 0s, budget(name = "untouched", burst = 7))]
#[bulkhead(name = "closed", max = 1, wait = 0s)]
async fn refused_below() -> Result<(), Error> {
    sleep(secs(1)).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_rejection_from_below_is_not_retried_and_costs_nothing() {
    let (first, second) = tokio::join!(refused_below(), refused_below());
    assert!(first.is_ok() && matches!(second, Err(Error::Rejected(_))));
    let snapshot = registry::retry_budget("untouched").unwrap().snapshot();
    assert_eq!(
        (snapshot.granted, snapshot.refused, snapshot.balance),
        (0, 0, 7)
    );
}

#[tokio::test(start_paused = true)]
async fn adjusted_settings_keep_deposits_and_withdrawals() {
    let budget = RetryBudget::builder("adjusted")
        .ratio(RATIO)
        .min_per_sec(0.0)
        .burst(10)
        .build();
    let spend = || {
        std::iter::from_fn(|| budget.withdraw())
            .map(resilience::Withdrawal::spend)
            .count()
    };
    (0..12).for_each(|_| budget.deposit());
    budget.withdraw().expect("six are earned").spend();
    budget.adjust(|it| it.burst(100));
    assert_eq!(budget.snapshot().balance, 5);
    budget.adjust(|it| it.burst(3));
    assert_eq!((budget.snapshot().balance, spend()), (3, 3));
    budget.adjust(|it| it.window(secs(30)));
    (0..2).for_each(|_| budget.deposit());
    assert_eq!(spend(), 1, "what was earned in the old window still counts");
    assert_eq!(budget.snapshot().granted, 5);

    advance(secs(60)).await;
    assert_eq!(spend(), 0);
    budget.adjust(|it| it.min_per_sec(0.5));
    assert_eq!(spend(), 3, "as full as one that was idle by these settings");
    advance(secs(4)).await;
    assert_eq!(spend(), 2);
}

#[retry(max = 3, delay = 1s, budget(name = "opens below", burst = 5, min_per_sec = 0.5))]
#[circuit_breaker(threshold = 1)]
async fn opens_below() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn a_retry_rejected_by_a_breaker_below_is_refunded() {
    let budget = registry::retry_budget("opens below").expect("listed");
    assert!(matches!(opens_below().await, Err(Error::Rejected(_))));
    assert_eq!(budget.snapshot().granted, 0);
}

#[retry(max = 3, delay = 1s, budget(name = "queued below", burst = 5, min_per_sec = 0.5))]
#[bulkhead(name = "queued below", max = 1, wait = 1h)]
async fn queued_below() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn a_retry_dropped_in_a_queue_below_is_refunded_and_a_running_one_is_not() {
    let budget = registry::retry_budget("queued below").expect("listed");
    let bulkhead = registry::bulkhead("queued below").expect("listed");
    let call = tokio::spawn(queued_below());
    tokio::task::yield_now().await;
    let held = bulkhead.acquire().await.expect("free");
    sleep(secs(5)).await;
    assert_eq!(budget.snapshot().granted, 1);
    call.abort();
    assert!(call.await.expect_err("aborted").is_cancelled());
    assert_eq!(budget.snapshot().granted, 0);
    drop(held);
    assert_eq!(queued_below().await, Err(Error::Down));
    assert_eq!(budget.snapshot().granted, 3);
}

#[retry(max = 9, base_delay = 0s, budget(ratio = 10%, min_per_sec = 0))]
async fn of_a_crowd(calls: &Counter, takes: u64, answer: Result<(), Error>) -> Result<(), Error> {
    calls.add();
    if takes > 0 {
        sleep(secs(takes)).await;
    }
    answer.clone()
}

/// Not every call on the fast path reads the clock; calls that wait do.
#[tokio::test(start_paused = true)]
async fn successes_of_a_quiet_time_after_heavy_load_count_for_a_whole_window() {
    let calls = Counter::default();
    for _ in 0..100_000 {
        of_a_crowd(&calls, 0, Ok(())).await.expect("it succeeds");
    }
    for _ in 0..63 {
        of_a_crowd(&calls, 1, Ok(())).await.expect("it succeeds");
    }
    advance(secs(1)).await;
    let before = calls.get();
    let _ = of_a_crowd(&calls, 0, Err(Error::Down)).await;
    // A tenth of 60, minus the slot in which the window starts.
    let retries = calls.get() - before - 1;
    assert!((5..=6).contains(&retries), "{retries} retries");
}

//! Rate limiter behavior, through the attribute and the handle.

mod common;

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use common::{Error, secs};
use resilience::{RateLimiter, Rejected, rate_limit, registry, retry};
use tokio::task::JoinHandle;
use tokio::time::{Instant, advance, sleep};

#[rate_limit(name = "calls", max = 10, per = 1s, burst = 2)]
async fn limited() -> Result<(), Error> {
    Ok(())
}

#[rate_limit(name = "calls")]
async fn joins() -> Result<(), Error> {
    Ok(())
}

fn refused(after: Duration) -> Result<(), Error> {
    Err(Error::Rejected(Rejected::RateLimited {
        name: "calls".into(),
        retry_after: after,
    }))
}

#[tokio::test(start_paused = true)]
async fn a_burst_is_admitted_and_the_rest_is_rejected_at_once_with_the_time_left() {
    let limiter = registry::rate_limiter("calls").expect("listed before the first call");
    assert_eq!((limited().await, joins().await), (Ok(()), Ok(())));
    assert_eq!(limited().await, refused(Duration::from_millis(100)));
    advance(Duration::from_millis(60)).await;
    assert_eq!(joins().await, refused(Duration::from_millis(40)));
    advance(Duration::from_millis(40)).await;
    assert_eq!((limited().await, joins().await.is_ok()), (Ok(()), false));
    let snapshot = limiter.snapshot();
    assert_eq!(
        (snapshot.admitted, snapshot.rejected, snapshot.available),
        (3, 3, 0)
    );
}

/// Each test has its own paused clock, and the first test that lists the policies creates all of them.
#[test]
fn a_limiter_created_under_a_clock_that_is_ahead_has_its_whole_burst() {
    let run = |test: Pin<Box<dyn Future<Output = ()>>>| {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().start_paused(true).build();
        runtime.expect("a runtime").block_on(test);
    };
    run(Box::pin(async {
        let limiter = RateLimiter::builder("made").max(2).per(secs(1)).build();
        let reset = RateLimiter::builder("reset").max(2).per(secs(1)).build();
        advance(secs(3_600)).await;
        reset.reset();
        let made_ahead = RateLimiter::builder("made ahead")
            .max(2)
            .per(secs(1))
            .build();
        std::thread::spawn(move || {
            run(Box::pin(async move {
                for limiter in [limiter, reset, made_ahead] {
                    assert!(limiter.acquire().await.is_ok(), "{limiter:?}");
                    assert!(limiter.acquire().await.is_ok(), "{limiter:?}");
                    assert!(limiter.acquire().await.is_err(), "{limiter:?}");
                }
            }));
        })
        .join()
        .expect("no panic");
    }));
}

#[rate_limit(max = 1, per = 1s, wait = 2s)]
async fn patient(start: Instant) -> Result<u64, Error> {
    Ok(start.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn calls_wait_in_order_and_a_rejection_does_not_wait() {
    let start = Instant::now();
    let refused = || async {
        let answer = patient(start).await;
        assert_eq!(
            start.elapsed(),
            secs(0),
            "the rejection is certain, so it comes at once"
        );
        answer
    };
    let (first, second, third, fourth) =
        tokio::join!(patient(start), patient(start), patient(start), refused());
    assert_eq!((first, second, third), (Ok(0), Ok(1), Ok(2)));
    assert!(matches!(
        fourth,
        Err(Error::Rejected(Rejected::RateLimited { .. }))
    ));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_waiter_returns_its_permit() {
    let limiter = RateLimiter::builder("given back")
        .max(1)
        .per(secs(1))
        .wait(secs(1))
        .build();
    limiter.acquire().await.expect("the first goes");
    for _ in 0..20 {
        assert!(
            tokio::time::timeout(Duration::from_millis(1), limiter.acquire())
                .await
                .is_err()
        );
    }
    assert_eq!(limiter.snapshot().admitted, 1);
    sleep(secs(1)).await;
    assert_eq!(limiter.snapshot().available, 1);
}

#[retry(max = 5, base_delay = 10s, budget(name = "limited below", burst = 7))]
#[rate_limit(max = 1, per = 60s)]
async fn retried() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn a_rejection_is_not_retried() {
    let start = Instant::now();
    assert!(matches!(
        retried().await,
        Err(Error::Rejected(Rejected::RateLimited { .. }))
    ));
    assert_eq!(
        start.elapsed(),
        secs(10),
        "the first call fails, and its retry is refused"
    );
}

/// A limiter of one call per second with an unbounded wait; one permit is taken.
async fn one_a_second(name: &'static str) -> RateLimiter {
    let limiter = RateLimiter::builder(name)
        .max(1)
        .per(secs(1))
        .wait(secs(60));
    let limiter = limiter.build();
    limiter.acquire().await.expect("the first goes");
    limiter
}

/// A call that returns its start time in milliseconds.
fn spawn(limiter: &RateLimiter, start: Instant) -> JoinHandle<u128> {
    let limiter = limiter.clone();
    tokio::spawn(async move {
        limiter.acquire().await.expect("the wait is long enough");
        start.elapsed().as_millis()
    })
}

async fn went(calls: Vec<JoinHandle<u128>>) -> Vec<Option<u128>> {
    let mut went = Vec::new();
    for call in calls {
        went.push(call.await.ok());
    }
    went
}

#[tokio::test(start_paused = true)]
async fn waiters_behind_a_dropped_one_move_up_and_no_two_start_together() {
    let limiter = one_a_second("middle").await;
    let start = Instant::now();
    let mut calls: Vec<_> = (0..4).map(|_| spawn(&limiter, start)).collect();
    sleep(Duration::from_millis(500)).await;
    calls[1].abort();
    tokio::task::yield_now().await;
    calls.push(spawn(&limiter, start));
    let went = went(calls).await;
    assert_eq!(
        went,
        [Some(1_000), None, Some(2_000), Some(3_000), Some(4_000)],
        "the newcomer has the place at the end that came free"
    );
}

#[tokio::test(start_paused = true)]
async fn a_rejection_accounts_for_permits_returned_by_dropped_waiters() {
    let limiter = RateLimiter::builder("freed places")
        .max(1)
        .per(secs(1))
        .wait(secs(2))
        .build();
    limiter.acquire().await.expect("the first goes");
    let start = Instant::now();
    let calls: Vec<_> = (0..2).map(|_| spawn(&limiter, start)).collect();
    sleep(Duration::from_millis(400)).await;
    let refused = limiter.acquire().await.expect_err("the wait is too short");
    assert_eq!(refused.retry_after(), Some(Duration::from_millis(2_600)));
    calls[0].abort();
    tokio::task::yield_now().await;
    limiter.acquire().await.expect("a place came free");
    assert_eq!(start.elapsed(), secs(2));
    assert_eq!(went(calls).await, [None, Some(1_000)]);
}

#[tokio::test(start_paused = true)]
async fn when_all_waiters_are_dropped_the_next_call_waits_for_the_first_permit_only() {
    let limiter = one_a_second("all dropped").await;
    let start = Instant::now();
    let calls: Vec<_> = (0..50).map(|_| spawn(&limiter, start)).collect();
    sleep(Duration::from_millis(500)).await;
    for call in &calls {
        call.abort();
    }
    assert!(went(calls).await.iter().all(Option::is_none));
    assert_eq!(limiter.snapshot().admitted, 1);
    assert_eq!(spawn(&limiter, start).await.ok(), Some(1_000));
}

#[tokio::test(start_paused = true)]
async fn a_permit_issued_before_its_waiter_was_dropped_is_used() {
    let limiter = one_a_second("came").await;
    let start = Instant::now();
    let mut first = Box::pin(limiter.acquire());
    let waits = poll_fn(|cx| Poll::Ready(first.as_mut().poll(cx).is_pending()));
    assert!(waits.await);
    let second = spawn(&limiter, start);
    advance(Duration::from_millis(1_500)).await;
    drop(first);
    assert_eq!(second.await.ok(), Some(2_000));
}

#[tokio::test(start_paused = true)]
async fn a_reset_admits_waiters_first() {
    let limiter = one_a_second("reset while waiting").await;
    let start = Instant::now();
    let mut calls: Vec<_> = (0..2).map(|_| spawn(&limiter, start)).collect();
    sleep(Duration::from_millis(300)).await;
    limiter.reset();
    calls.push(spawn(&limiter, start));
    assert_eq!(went(calls).await, [Some(300), Some(1_300), Some(2_300)]);
}

#[tokio::test(start_paused = true)]
async fn adjusted_settings_keep_the_taken_permits() {
    let limiter = RateLimiter::builder("adjusted")
        .max(1)
        .per(secs(1))
        .burst(2)
        .build();
    let taken = async || {
        let mut taken = 0;
        while limiter.acquire().await.is_ok() {
            taken += 1;
        }
        taken
    };
    assert_eq!(taken().await, 2);
    limiter.adjust(|it| it.burst(5));
    assert_eq!(taken().await, 3, "two of the five are taken");
    limiter.adjust(|it| it.max(10).burst(1));
    advance(secs(60)).await;
    assert_eq!(taken().await, 1);
    advance(Duration::from_millis(100)).await;
    assert_eq!(taken().await, 1);
    limiter.adjust(|it| it.wait(secs(1)));
    let start = Instant::now();
    assert!(limiter.acquire().await.is_ok());
    assert_eq!(start.elapsed(), Duration::from_millis(100));
}

#[tokio::test(start_paused = true)]
async fn a_changed_rate_keeps_taken_permits_without_extra_waiting() {
    let limiter = RateLimiter::builder("another rate")
        .max(5)
        .per(secs(5))
        .wait(secs(1))
        .build();
    for _ in 0..5 {
        limiter.acquire().await.expect("the burst goes");
    }
    let mut waiting = Box::pin(limiter.acquire());
    assert!(tokio::time::timeout(secs(0), &mut waiting).await.is_err());
    limiter.adjust(|it| it.per(secs(500)).wait(secs(0)));
    assert_eq!(limiter.snapshot().available, 0);
    drop(waiting);
    assert_eq!(limiter.snapshot().available, 0, "not paid by the old price");
    limiter.adjust(|it| it.per(Duration::from_millis(500)));
    advance(Duration::from_millis(200)).await;
    assert_eq!(limiter.snapshot().available, 2);
}

#[tokio::test(start_paused = true)]
async fn a_slower_rate_makes_no_call_wait_longer_than_its_new_burst() {
    let limiter = RateLimiter::builder("slowed down")
        .max(100)
        .per(secs(1))
        .build();
    for _ in 0..100 {
        limiter.acquire().await.expect("the burst goes");
    }
    advance(Duration::from_millis(100)).await;
    limiter.adjust(|it| it.max(10).per(secs(60)).burst(1));
    let refused = limiter.acquire().await.expect_err("the one is taken");
    assert_eq!(refused.retry_after(), Some(secs(6)));
    limiter.adjust(|it| it.burst(3));
    assert_eq!(limiter.snapshot().available, 2, "one of the three is taken");
}

#[tokio::test(start_paused = true)]
async fn waiters_under_a_slower_rate_start_in_order_after_its_burst() {
    let limiter = RateLimiter::builder("slowed down while waiting")
        .max(10)
        .per(secs(1))
        .wait(secs(60))
        .build();
    for _ in 0..10 {
        limiter.acquire().await.expect("the burst goes");
    }
    let start = Instant::now();
    let mut calls: Vec<_> = (0..3).map(|_| spawn(&limiter, start)).collect();
    sleep(Duration::from_millis(50)).await;
    limiter.adjust(|it| it.max(1).burst(2));
    calls.push(spawn(&limiter, start));
    assert_eq!(
        went(calls).await,
        [Some(1_050), Some(2_050), Some(3_050), Some(4_050)],
        "of the ten that were taken two count"
    );
}

/// Regression: a duration of more than a century made permits arrive too fast.
#[tokio::test(start_paused = true)]
async fn a_large_burst_does_not_change_the_rate() {
    let day = secs(86_400);
    let limiter = RateLimiter::builder("a day each")
        .max(1)
        .per(day)
        .burst(1_000_000)
        .build();
    let taken = async || {
        let mut taken = 0_u32;
        while limiter.acquire().await.is_ok() {
            taken += 1;
        }
        taken
    };
    assert_eq!(taken().await, 36_501, "what comes in a century, and one");
    let refused = limiter.acquire().await.expect_err("none is left");
    assert_eq!(refused.retry_after(), Some(day));
    for _ in 0..10 {
        advance(day).await;
        assert_eq!(taken().await, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn waiters_follow_a_changed_rate_in_order() {
    let limiter = one_a_second("faster and slower").await;
    let start = Instant::now();
    let mut calls: Vec<_> = (0..4).map(|_| spawn(&limiter, start)).collect();
    sleep(Duration::from_millis(1_500)).await;
    limiter.adjust(|it| it.max(10).burst(1));
    calls.push(spawn(&limiter, start));
    sleep(Duration::from_millis(100)).await;
    limiter.adjust(|it| it.max(1));
    assert_eq!(
        went(calls).await,
        [
            Some(1_000),
            Some(1_550),
            Some(2_100),
            Some(3_100),
            Some(4_100)
        ],
        "half an interval was left, whatever it was"
    );
}

//! Retry behavior, through the attribute and the handle.

#![allow(clippy::unwrap_used, reason = "a poisoned lock is a failed test")]

mod common;

use std::future::ready;
use std::sync::Mutex;
use std::time::Duration;

use common::{Counter, Error, secs};
use resilience::{Attempt, Cause, Jitter, Retry, Verdict, retry, timeout};
use tokio::time::{Instant, sleep};

#[retry]
async fn by_default(calls: &Counter) -> Result<(), Error> {
    calls.add();
    Err(Error::Down)
}

#[retry(max = 5, base_delay = 1s, max_delay = 5s, factor = 3)]
async fn capped(calls: &Counter) -> Result<(), Error> {
    calls.add();
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn delays_grow_by_the_factor_up_to_the_maximum() {
    let (calls, start) = (Counter::default(), Instant::now());
    assert_eq!(by_default(&calls).await, Err(Error::Down));
    assert_eq!((calls.get(), start.elapsed()), (4, secs(1 + 2 + 4)));

    let (calls, start) = (Counter::default(), Instant::now());
    assert_eq!(capped(&calls).await, Err(Error::Down));
    assert_eq!((calls.get(), start.elapsed()), (6, secs(1 + 3 + 5 + 5 + 5)));
}

#[retry(max = 3, base_delay = 0s)]
async fn at_last(calls: &Counter) -> Result<u32, Error> {
    match calls.add() {
        2 => Ok(7),
        _ => Err(Error::Down),
    }
}

/// An error without any trait implementations.
#[derive(Debug, PartialEq)]
struct Bare;

// `retry` alone never rejects, so the error need not implement `From<Rejected>`.
#[retry(max = 1, base_delay = 0s)]
async fn bare<T>(answer: &T) -> Result<&T, Bare> {
    if size_of::<T>() == 1 {
        Err(Bare)
    } else {
        Ok(answer)
    }
}

#[tokio::test(start_paused = true)]
async fn a_success_ends_it_and_the_last_error_is_returned_unchanged() {
    assert_eq!(at_last(&Counter::default()).await, Ok(7));
    assert_eq!(bare(&1_u32).await, Ok(&1));
    assert_eq!(bare(&1_u8).await, Err(Bare));
}

#[retry(max = 3, base_delay = 0s, when = Error::is_passing, clone(error))]
async fn asking(calls: &Counter, error: Error) -> Result<(), Error> {
    calls.add();
    Err(error)
}

#[retry(max = 2, base_delay = 0s, judge = |answer: &Result<u16, Error>| match answer {
    Ok(503) => Verdict::Failure,
    Ok(_) => Verdict::Success,
    Err(_) => Verdict::Ignore,
})]
async fn judging(calls: &Counter, answer: Result<u16, Error>) -> Result<u16, Error> {
    calls.add();
    answer.clone()
}

#[tokio::test(start_paused = true)]
async fn predicates_decide_which_outcomes_are_retried() {
    for (error, expected) in [(Error::NotFound, 1), (Error::Down, 4)] {
        let calls = Counter::default();
        assert_eq!(asking(&calls, error.clone()).await, Err(error));
        assert_eq!(calls.get(), expected);
    }
    for (answer, expected) in [(Ok(503), 3), (Ok(404), 1), (Err(Error::Down), 1)] {
        let calls = Counter::default();
        assert_eq!(
            judging(&calls, answer.clone()).await,
            answer,
            "a judged `Ok` is returned"
        );
        assert_eq!(calls.get(), expected);
    }
}

#[retry(max = 2, base_delay = 1s, max_delay = 2s, jitter)]
async fn busy(calls: &Counter) -> Result<(), Error> {
    calls.add();
    Err(Error::Busy(secs(100)))
}

#[tokio::test(start_paused = true)]
async fn a_wait_in_the_error_replaces_the_delay() {
    let start = Instant::now();
    let _ = busy(&Counter::default()).await;
    assert_eq!(start.elapsed(), secs(200));
}

fn square(attempt: Attempt) -> Duration {
    let number = attempt.number + 1;
    secs(u64::from(number * number)) + attempt.previous_delay
}

#[retry(max = 3, delay = square)]
async fn computed() -> Result<(), Error> {
    Err(Error::Down)
}

#[retry(max = 3, delay = 250ms)]
async fn fixed() -> Result<(), Error> {
    Err(Error::Down)
}

#[retry(max = 40, delay = 1s, jitter = equal)]
async fn spread() -> Result<(), Error> {
    Err(Error::Down)
}

#[retry(max = 40, base_delay = 1s, max_delay = 8s, jitter = decorrelated)]
async fn decorrelated() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn delays_may_be_fixed_computed_or_jittered() {
    let start = Instant::now();
    let _ = computed().await;
    assert_eq!(start.elapsed(), secs(1 + (4 + 1) + (9 + 5)));
    let start = Instant::now();
    let _ = fixed().await;
    assert_eq!(start.elapsed(), Duration::from_millis(750));
    let start = Instant::now();
    let _ = spread().await;
    // Without jitter this takes 40 s; the mean of 40 samples is 30 s, and they differ by at most 1 s.
    assert!((secs(25)..=secs(35)).contains(&start.elapsed()));
    let start = Instant::now();
    let _ = decorrelated().await;
    // Each is between 1 s and 8 s, and the chance that all are at one end is negligible.
    assert!((secs(60)..=secs(290)).contains(&start.elapsed()));
}

static TOLD: Mutex<Vec<(u32, Duration, String)>> = Mutex::new(Vec::new());

fn tell(attempt: Attempt, cause: Cause<'_, Error>) {
    let cause = match cause {
        Cause::Error(error) => format!("{error:?}"),
        Cause::Rejected(rejected) => rejected.to_string(),
        Cause::Answer => "answer".to_owned(),
    };
    TOLD.lock()
        .unwrap()
        .push((attempt.number, attempt.elapsed, cause));
}

#[retry(max = 2, base_delay = 1s, on_retry = tell)]
#[timeout(5s)]
async fn telling(calls: &Counter) -> Result<(), Error> {
    if calls.add() == 0 {
        return Err(Error::Down);
    }
    std::future::pending().await
}

#[tokio::test(start_paused = true)]
async fn on_retry_receives_the_cause_of_each_retry() {
    assert!(telling(&Counter::default()).await.is_err());
    let told = TOLD.lock().unwrap();
    assert_eq!(told[0], (0, secs(0), "Down".to_owned()));
    assert_eq!(
        told[1],
        (1, secs(6), "`retry::telling` timed out after 5s".to_owned())
    );
    assert_eq!(told.len(), 2);
}

#[retry(max = 2, base_delay = 0s, clone(letter))]
async fn consuming(letter: String, sent: &Mutex<Vec<String>>) -> Result<(), Error> {
    sent.lock().unwrap().push(letter);
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn a_named_argument_is_cloned_for_each_attempt() {
    let sent = Mutex::new(Vec::new());
    let _ = consuming("hello".to_owned(), &sent).await;
    assert_eq!(*sent.lock().unwrap(), ["hello"; 3]);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_makes_no_further_attempt() {
    let calls = std::sync::Arc::new(Counter::default());
    let call = tokio::spawn({
        let calls = std::sync::Arc::clone(&calls);
        async move { by_default(&calls).await }
    });
    sleep(Duration::from_millis(1500)).await;
    call.abort();
    sleep(secs(60)).await;
    assert_eq!(calls.get(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_handle_retries_a_closure() {
    let retry = Retry::builder()
        .max(4)
        .base_delay(secs(1))
        .jitter(Jitter::Full)
        .build();
    let calls = Counter::default();
    let answer = retry
        .call(|| async {
            if calls.add() < 2 {
                Err(Error::Down)
            } else {
                Ok(calls.get())
            }
        })
        .await;
    assert_eq!(answer, Ok(3));
    let judged = retry.call_judged(
        |_: &Result<u32, Error>| false,
        || async { Err(Error::Down) },
    );
    assert_eq!(judged.await, Err(Error::Down));
}

#[retry(max = 40, delay = 1s, jitter)]
async fn spread_fully() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn full_jitter_ranges_from_zero_to_the_whole_delay() {
    let start = Instant::now();
    let _ = spread_fully().await;
    assert!(
        (secs(10)..=secs(30)).contains(&start.elapsed()),
        "20 s on the mean"
    );
}

#[tokio::test(start_paused = true)]
async fn a_handle_calls_the_closure_after_the_pause() {
    let (mut made, start) = (Vec::new(), Instant::now());
    let retry = Retry::builder().max(2).base_delay(secs(1)).build();
    let answer = retry.call(|| {
        made.push(start.elapsed());
        ready(Err::<(), _>(Error::Down))
    });
    assert_eq!(answer.await, Err(Error::Down));
    assert_eq!(made, [secs(0), secs(1), secs(3)]);
}

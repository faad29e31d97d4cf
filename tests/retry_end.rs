//! The ways in which the attempts of a call end.

mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::{Counter, Error, secs};
use resilience::events::{self, Event};
use resilience::{
    Cause, GiveUp, Retry, RetryBudget, Stop, Turn, Verdict, circuit_breaker, registry, retry,
    timeout,
};
use tokio::time::{Instant, advance, sleep};

#[retry(max = 10, base_delay = 1s, max_elapsed = 10s)]
async fn in_ten_seconds(calls: &Counter, takes: Duration) -> Result<(), Error> {
    calls.add();
    sleep(takes).await;
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn attempts_and_pauses_count_and_no_pause_starts_that_would_end_too_late() {
    for (takes, calls_made, elapsed) in [
        // 0 s per attempt, pauses of 1, 2 and 4 s; the next pause of 8 s would end at 15 s.
        (0, 4, 7),
        // 2 s per attempt, pauses of 1 and 2 s; a pause of 4 s would end at 13 s.
        (2_000, 3, 9),
        // 3 s per attempt, pauses of 1 and 2 s: over the limit, but no attempt is interrupted.
        (3_000, 3, 12),
        // 11 s for the first attempt: no pause.
        (11_000, 1, 11),
    ] {
        let (calls, start) = (Counter::new(), Instant::now());
        let answer = in_ten_seconds(&calls, Duration::from_millis(takes)).await;
        assert_eq!(answer, Err(Error::Down));
        assert_eq!(
            (calls.get(), start.elapsed()),
            (calls_made, secs(elapsed)),
            "attempts of {takes} ms"
        );
    }
}

#[retry(max = 3, delay = 2s, max_elapsed = 4s, budget(name = "late", min_per_sec = 0, ratio = 50%))]
async fn late(calls: &Counter, wait: Duration) -> Result<(), Error> {
    match calls.add() {
        0 => Err(Error::Busy(wait)),
        _ => Ok(()),
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_requested_by_the_error_counts_too_and_costs_no_budget() {
    let budget = registry::retry_budget("late").expect("listed before the first call");
    (0..2).for_each(|_| budget.deposit());
    let (start, calls) = (Instant::now(), Counter::new());
    let asked = Err(Error::Busy(Duration::from_millis(4_001)));
    assert_eq!(late(&calls, Duration::from_millis(4_001)).await, asked);
    assert_eq!((start.elapsed(), calls.get()), (secs(0), 1));
    assert_eq!(
        (budget.snapshot().granted, budget.snapshot().refused),
        (0, 0)
    );
    assert_eq!(late(&Counter::new(), secs(4)).await, Ok(()));
    assert_eq!(start.elapsed(), secs(4));
    assert_eq!(budget.snapshot().granted, 1);
}

/// The arguments of `on_giveup` in this test's thread.
static ENDS: Mutex<Vec<(u32, Duration, Stop, String)>> = Mutex::new(Vec::new());

fn note(end: GiveUp, cause: Cause<'_, Error>) {
    let cause = match cause {
        Cause::Error(error) => format!("{error:?}"),
        Cause::Rejected(rejected) => rejected.to_string(),
        Cause::Answer => "answer".to_owned(),
    };
    ENDS.lock()
        .expect("no panic")
        .push((end.attempts, end.elapsed, end.reason, cause));
}

#[retry(max = 2, delay = 1s, max_elapsed = 5s, when = Error::is_passing, on_giveup = note)]
async fn noted(answers: &Mutex<Vec<Result<(), Error>>>) -> Result<(), Error> {
    answers.lock().expect("no panic").remove(0)
}

#[retry(max = 2, delay = 1s, on_giveup = note)]
#[circuit_breaker(threshold = 1)]
#[timeout(1s)]
async fn noted_below() -> Result<(), Error> {
    std::future::pending().await
}

#[retry(max = 2, delay = 1s, judge = |answer: &Result<u32, Error>| *answer == Ok(503), on_giveup = note)]
async fn noted_answer() -> Result<u32, Error> {
    Ok(503)
}

#[retry(max = 9, delay = 0s, budget(min_per_sec = 0), on_giveup = |end: GiveUp| note(end, Cause::Answer))]
async fn noted_budget() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn on_giveup_receives_the_reason() {
    let answers = |answers: &[Result<(), Error>]| Mutex::new(answers.to_vec());
    let down = || Err(Error::Down);
    let ends = || std::mem::take(&mut *ENDS.lock().expect("no panic"));

    assert_eq!(noted(&answers(&[down(), Ok(())])).await, Ok(()));
    assert_eq!(ends(), [], "`on_giveup` does not run after a success");

    let _ = noted(&answers(&[down(), Err(Error::NotFound)])).await;
    let _ = noted(&answers(&[down(), down(), down()])).await;
    let _ = noted(&answers(&[down(), Err(Error::Busy(secs(9)))])).await;
    let _ = noted_below().await;
    let _ = noted_answer().await;
    let _ = noted_budget().await;
    let expected = [
        (2, 1, Stop::NotRetryable, "NotFound"),
        (3, 2, Stop::RetriesSpent, "Down"),
        (2, 1, Stop::TimeSpent, "Busy(9s)"),
        (2, 2, Stop::NotRetryable, "circuit breaker"),
        (3, 2, Stop::RetriesSpent, "answer"),
        (1, 0, Stop::BudgetRefused, "answer"),
    ];
    let ends = ends();
    assert_eq!(ends.len(), expected.len(), "{ends:?}");
    for ((attempts, elapsed, stop, cause), expected) in ends.into_iter().zip(expected) {
        assert_eq!(
            (attempts, elapsed, stop),
            (expected.0, secs(expected.1), expected.2)
        );
        assert!(cause.contains(expected.3), "{cause}");
    }
}

#[retry(max = 2, base_delay = 1s)]
async fn heard(calls: &Counter, good: u32) -> Result<(), Error> {
    if calls.add() == good {
        Ok(())
    } else {
        Err(Error::Down)
    }
}

#[tokio::test(start_paused = true)]
async fn events_report_every_retry_and_every_end_except_an_immediate_success() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let subscription = events::subscribe({
        let log = Arc::clone(&log);
        move |event| {
            let line = match event {
                Event::Retry {
                    retry,
                    number,
                    delay,
                    ..
                } if retry.ends_with("heard") => {
                    format!("retry {number} in {delay:?}")
                }
                Event::RetryEnd {
                    retry,
                    attempts,
                    elapsed,
                    stop,
                    ..
                } if retry.ends_with("heard") => {
                    format!("{stop} after {attempts} in {elapsed:?}")
                }
                _ => return,
            };
            log.lock().expect("no panic").push(line);
        }
    });
    for good in [0, 1, 9] {
        let _ = heard(&Counter::new(), good).await;
    }
    drop(subscription);
    let _ = heard(&Counter::new(), 1).await;
    assert_eq!(
        *log.lock().expect("no panic"),
        [
            "retry 0 in 1s",
            "success after 2 in 1s",
            "retry 0 in 1s",
            "retry 1 in 2s",
            "retries spent after 3 in 3s",
        ]
    );
}

/// Calls `inner` in an attempt and retries twice.
macro_rules! layers {
    ($($name:ident($($nested:tt)*) calls $inner:ident;)*) => {$(
        #[retry(max = 2, delay = 1s $($nested)*)]
        async fn $name(calls: &Counter) -> Result<(), Error> {
            $inner(calls).await
        }
    )*};
}

async fn service(calls: &Counter) -> Result<(), Error> {
    calls.add();
    tokio::task::yield_now().await;
    Err(Error::Down)
}

layers! {
    one() calls service;
    two() calls one;
    three() calls two;
    modest(, nested = off) calls service;
    around_modest() calls modest;
    outermost(, nested = off) calls two;
    explicit(, nested = on) calls one;
}

#[tokio::test(start_paused = true)]
async fn nested_retries_multiply_unless_one_has_nested_off() {
    let calls = Counter::new();
    let mut before = 0;
    let mut made = || {
        let made = calls.get() - before;
        before = calls.get();
        made
    };
    assert_eq!((three(&calls).await, made()), (Err(Error::Down), 27));
    assert_eq!((explicit(&calls).await, made()), (Err(Error::Down), 9));
    // It does not retry inside another retry, but it does alone.
    assert_eq!((around_modest(&calls).await, made()), (Err(Error::Down), 3));
    assert_eq!((modest(&calls).await, made()), (Err(Error::Down), 3));
    // Only the outermost one retries.
    assert_eq!((outermost(&calls).await, made()), (Err(Error::Down), 3));
}

#[tokio::test(start_paused = true)]
async fn a_call_next_to_an_attempt_is_not_nested() {
    let calls = Arc::new(Counter::new());
    let modest = Retry::builder().max(3).nested(false).build();
    // The calls take turns on one thread.
    let (outer, beside) = tokio::join!(around_modest(&calls), modest.call(|| service(&calls)));
    assert!(outer.is_err() && beside.is_err());
    assert_eq!(calls.get(), 3 + 4);
}

#[tokio::test]
async fn a_panic_in_an_attempt_ends_the_nesting() {
    let retry = Retry::builder().nested(false).build();
    let panics = tokio::spawn(async move {
        let _ = retry
            .call(|| async { panic!("inside the attempt") as Result<(), Error> })
            .await;
    });
    assert!(panics.await.expect_err("it panics").is_panic());
    let calls = Counter::new();
    let _ = Retry::builder()
        .max(1)
        .base_delay(Duration::ZERO)
        .build()
        .call(|| service(&calls))
        .await;
    assert_eq!(
        calls.get(),
        2,
        "the thread is not inside an attempt any more"
    );
}

#[tokio::test(start_paused = true)]
async fn a_dropped_pause_refunds_its_retry() {
    let budget = RetryBudget::builder("paid back").min_per_sec(0.0).build();
    (0..10).for_each(|_| budget.deposit());
    let retry = Retry::builder().budget(&budget).build();
    let calls = Counter::new();
    let call = retry.call(|| service(&calls));
    assert!(
        tokio::time::timeout(Duration::from_millis(500), call)
            .await
            .is_err()
    );
    assert_eq!((calls.get(), budget.snapshot().balance), (1, 1));
}

fn is_503(answer: &Result<u32, Error>) -> bool {
    *answer == Ok(503)
}

#[retry(max = 1, delay = 1s, judge = is_503, budget(min_per_sec = 0))]
async fn judged_without_budget() -> Result<u32, Error> {
    Ok(503)
}

#[retry(max = 1, delay = 1s, judge = is_503, max_elapsed = 2s)]
async fn judged_without_time() -> Result<u32, Error> {
    sleep(secs(2)).await;
    Ok(503)
}

#[retry(max = 1, delay = 1s, judge = |_: &Result<u32, Error>| Verdict::Ignore)]
async fn judged_ignored() -> Result<u32, Error> {
    Ok(503)
}

#[retry(max = 9, delay = 1s, nested = off)]
async fn judged_inside() -> Result<u32, Error> {
    Err(Error::Down)
}

#[retry(max = 1, delay = 1s)]
async fn judged_around() -> Result<u32, Error> {
    judged_inside().await
}

#[tokio::test(start_paused = true)]
async fn every_end_except_an_immediate_success_is_an_event() {
    let mut events = ["budget", "time", "ignored", "inside"].map(|_| None::<events::Events>);
    let names = [
        "judged_without_budget",
        "judged_without_time",
        "judged_ignored",
        "judged_inside",
    ];
    for (events, name) in events.iter_mut().zip(names) {
        *events = Some(events::stream_of(format!("{}::{name}", module_path!()), 9));
    }
    let _ = (judged_without_budget().await, judged_without_time().await);
    let _ = (judged_ignored().await, judged_around().await);
    let end = |events: Option<events::Events>| {
        let mut events = events.expect("opened above");
        let mut all = std::iter::from_fn(|| events.try_next());
        all.find_map(|event| match event {
            Event::RetryEnd { attempts, stop, .. } => Some((attempts, stop)),
            _ => None,
        })
    };
    let ends = events.map(|events| end(events).expect("the end at the first attempt"));
    assert_eq!(
        ends,
        [
            (1, Stop::BudgetRefused),
            (1, Stop::TimeSpent),
            (1, Stop::NotRetryable),
            (1, Stop::Nested),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_handle_can_have_nested_off() {
    let (calls, sole) = (Counter::new(), Retry::builder().nested(false).build());
    let answer = sole.call(|| one(&calls)).await;
    assert_eq!((answer, calls.get()), (Err(Error::Down), 4));
}

#[tokio::test(start_paused = true)]
async fn time_spent_in_listeners_counts_towards_max_elapsed() {
    let retry = Retry::builder()
        .base_delay(secs(2))
        .max_elapsed(secs(3))
        .build();
    let mut run = retry.begin();
    let granted = run.after(Verdict::Failure).and_then(Turn::grant);
    let granted = granted.expect("it would end after two seconds");
    advance(secs(2)).await;
    let start = Instant::now();
    granted.pause().await;
    assert_eq!(start.elapsed(), secs(1));
}

#[retry(max = 200_000, delay = 0s)]
async fn spins() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test]
async fn a_retry_without_delay_yields_to_other_tasks() {
    let other = tokio::spawn(async {});
    let _ = spins().await;
    assert!(other.is_finished());
}

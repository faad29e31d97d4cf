//! Events of all policies, as listeners and streams receive them.

mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::{Counter, Error, secs};
use resilience::events::{self, Event};
use resilience::{
    CircuitBreaker, CircuitState, Failure, RateLimiter, Rejected, Window, bulkhead,
    circuit_breaker, fallback, rate_limit, retry, timeout,
};
use tokio::time::sleep;

fn stand_in(answer: Result<u32, Error>, cause: &Failure<Error>) -> Result<u32, Error> {
    match cause {
        Failure::Rejected(_) => answer.or(Ok(1)).and(Ok(1)),
        Failure::Error(_) => Ok(2),
    }
}

#[fallback(stand_in, on = error, clone(answer))]
#[circuit_breaker(name = "all kinds", threshold = 2)]
#[bulkhead(name = "all kinds", max = 1, wait = 0s)]
#[rate_limit(name = "all kinds", max = 9, per = 1h)]
#[retry(max = 1, delay = 1s, clone(answer), budget(name = "all kinds", min_per_sec = 0))]
#[timeout(2s)]
async fn all_kinds(answer: Result<u32, Error>) -> Result<u32, Error> {
    if answer == Ok(9) {
        sleep(secs(9)).await;
    }
    answer
}

/// A short text for an event.
fn told(event: &Event) -> String {
    match event {
        Event::Transition { to, generation, .. } => format!("{to} as {generation}"),
        Event::Rejected { rejected, .. } => match rejected {
            Rejected::CircuitOpen { .. } => "open".to_owned(),
            Rejected::BulkheadFull { .. } => "full".to_owned(),
            Rejected::RateLimited { .. } => "limited".to_owned(),
            Rejected::TimedOut { .. } => "timed out".to_owned(),
            other => other.to_string(),
        },
        Event::Fallback { rejected: None, .. } => "stands in for an error".to_owned(),
        Event::Fallback { .. } => "stands in for a rejection".to_owned(),
        Event::BudgetExhausted { .. } => "budget refused".to_owned(),
        Event::Retry { number, error, .. } => format!("retry {number}, {error:?}"),
        Event::RetryEnd { stop, .. } => stop.to_string(),
        other => format!("{other:?}"),
    }
}

fn taken(events: &mut events::Events) -> Vec<String> {
    std::iter::from_fn(|| events.try_next())
        .filter(|event| event.name() == "all kinds" || event.name().ends_with("::all_kinds"))
        .map(|event| told(&event))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn every_policy_emits_events() {
    let mut events = events::stream(1_000);
    assert_eq!(all_kinds(Ok(7)).await, Ok(7));
    assert_eq!(
        taken(&mut events),
        [""; 0],
        "a call that goes well is no event"
    );

    assert_eq!(all_kinds(Err(Error::Down)).await, Ok(2));
    let failed = ["budget refused", "budget refused", "stands in for an error"];
    assert_eq!(taken(&mut events), failed);

    let slow = tokio::spawn(all_kinds(Ok(9)));
    sleep(secs(1)).await;
    assert_eq!(all_kinds(Ok(7)).await, Ok(1));
    assert_eq!(taken(&mut events), ["full", "stands in for a rejection"]);
    assert_eq!(slow.await.expect("no panic"), Ok(1));
    let cut_off = [
        "timed out",
        "budget refused",
        "budget refused",
        "open as 1",
        "stands in for a rejection",
    ];
    assert_eq!(taken(&mut events), cut_off);
    assert_eq!(all_kinds(Ok(7)).await, Ok(1));
    assert_eq!(taken(&mut events), ["open", "stands in for a rejection"]);
    assert_eq!(events.dropped(), 0);
}

#[retry(max = 1, delay = 1s)]
async fn again(calls: &Counter) -> Result<(), std::io::Error> {
    if calls.add() == 0 {
        Err(std::io::Error::other("on fire"))
    } else {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_emits_each_attempt_and_a_limiter_its_rejections() {
    let mut retries = events::stream_of(concat!(module_path!(), "::again"), 10);
    let mut limits = events::stream_of("told limiter", 10);
    again(&Counter::new()).await.expect("at the second attempt");
    assert_eq!(told(&retries.next().await), r#"retry 0, Some("on fire")"#);
    assert_eq!(told(&retries.next().await), "success");
    let limiter = RateLimiter::builder("told limiter")
        .max(1)
        .per(secs(60))
        .build();
    assert!(limiter.acquire().await.is_ok() && limiter.acquire().await.is_err());
    assert_eq!(told(&limits.next().await), "limited");
    assert!(limits.try_next().is_none() && retries.try_next().is_none());
}

/// An error without `Display`.
#[derive(Debug)]
struct Mute;

impl From<Rejected> for Mute {
    fn from(_: Rejected) -> Self {
        Self
    }
}

#[retry(max = 1, delay = 1s)]
#[timeout(1s)]
async fn mute(calls: &Counter) -> Result<(), Mute> {
    if calls.add() == 0 {
        return Err(Mute);
    }
    std::future::pending().await
}

#[retry(max = 1, delay = 1s)]
#[timeout(1s)]
async fn hangs() -> Result<(), Mute> {
    std::future::pending().await
}

#[tokio::test(start_paused = true)]
async fn a_retry_event_reports_a_timeout_and_no_text_if_the_error_has_none() {
    let mut mutes = events::stream_of(concat!(module_path!(), "::mute"), 10);
    assert!(mute(&Counter::new()).await.is_err());
    assert_eq!(told(&mutes.next().await), "retry 0, None");
    let mut hanging = events::stream_of(concat!(module_path!(), "::hangs"), 10);
    assert!(hangs().await.is_err());
    assert_eq!(told(&hanging.next().await), "timed out");
    let path = concat!(module_path!(), "::hangs");
    let text = format!(
        "retry 0, {:?}",
        Some(format!("`{path}` timed out after 1s"))
    );
    assert_eq!(told(&hanging.next().await), text);
}

#[test]
fn an_opening_reports_the_counts_that_met_the_rule() {
    let breaker = CircuitBreaker::builder("figures")
        .threshold(2)
        .window(Window::Calls(5))
        .build();
    let mut events = events::stream_of("figures", 10);
    for failed in [true, false, true] {
        breaker.acquire().expect("closed").settle(failed);
    }
    let Some(Event::Transition {
        to,
        window: Some(window),
        failures_in_a_row,
        ..
    }) = events.try_next()
    else {
        panic!("a transition with the figures of its window")
    };
    assert_eq!((to, failures_in_a_row), (CircuitState::Open, 1));
    assert_eq!((window.calls, window.failures), (3, 2));
}

#[test]
fn a_full_stream_drops_and_counts_events_without_blocking() {
    let breaker = CircuitBreaker::builder("much to tell").build();
    let mut events = events::stream_of("much to tell", 3);
    for _ in 0..5 {
        breaker.force_open();
        breaker.reset();
    }
    assert_eq!(events.dropped(), 7);
    assert_eq!(std::iter::from_fn(|| events.try_next()).count(), 3);
    breaker.force_open();
    assert!(events.try_next().is_some(), "there is room again");
    drop(events);
    breaker.reset();
}

#[tokio::test(start_paused = true)]
async fn a_listener_may_panic_or_call_the_policy() {
    let breaker = CircuitBreaker::builder("called back")
        .threshold(1)
        .cooldown(secs(1))
        .build();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let _panics = events::subscribe_to("called back", |_| panic!("the listener panics"));
    let _calls_back = events::subscribe_to("called back", {
        let (breaker, seen) = (breaker.clone(), Arc::clone(&seen));
        move |event| {
            seen.lock().expect("no panic").push(told(event));
            breaker.adjust(|it| it.cooldown(Duration::from_secs(7)));
            if breaker.state() == CircuitState::Open {
                breaker.reset();
            }
        }
    });
    breaker.acquire().expect("closed").settle(true);
    assert_eq!(breaker.state(), CircuitState::Closed);
    assert_eq!(
        *seen.lock().expect("no panic"),
        ["open as 1", "closed as 2"]
    );
    assert_eq!(breaker.snapshot().failures, 1);
}

//! Events as a `tracing` subscriber receives them.
#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a poisoned lock is a failed test")]
#![allow(
    clippy::unnecessary_wraps,
    reason = "a fallback has the signature of its function"
)]

mod common;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use common::{Error, secs};
use resilience::{
    CircuitBreaker, RateLimiter, RetryBudget, bulkhead, circuit_breaker, fallback, retry, timeout,
};
use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Instrument, Level, Subscriber, info_span};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, registry};

/// A received event.
#[derive(Clone, Debug)]
struct Told {
    level: Level,
    target: &'static str,
    /// The span in which it was emitted.
    span: Option<&'static str>,
    fields: BTreeMap<&'static str, String>,
}

impl Told {
    fn has(&self, fields: &[(&str, &str)]) -> bool {
        let has =
            |(field, value): &(&str, &str)| self.fields.get(field).is_some_and(|it| it == value);
        fields.iter().all(has)
    }
}

impl Visit for Told {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<Told>>>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Log {
    fn on_event(&self, event: &tracing::Event<'_>, context: Context<'_, S>) {
        let mut told = Told {
            level: *event.metadata().level(),
            target: event.metadata().target(),
            span: context.event_span(event).map(|span| span.name()),
            fields: BTreeMap::new(),
        };
        event.record(&mut told);
        self.0.lock().unwrap().push(told);
    }
}

impl Log {
    /// Collects everything on this thread that passes `filter`.
    fn begin(filter: Targets) -> (Self, DefaultGuard) {
        let log = Self::default();
        let subscriber = registry().with(log.clone().with_filter(filter));
        (log, tracing::subscriber::set_default(subscriber))
    }

    fn all(filter: &str) -> (Self, DefaultGuard) {
        Self::begin(filter.parse().unwrap())
    }

    /// The events of that name. Asserts that all are in the span and have our target.
    fn of(&self, name: &str, span: Option<&str>) -> Vec<Told> {
        let mut told = self.0.lock().unwrap().clone();
        told.retain(|it| it.has(&[("name", name)]));
        for it in &told {
            assert_eq!((it.target, it.span), ("resilience", span), "{it:?}");
        }
        told
    }
}

fn stand_in() -> Result<(), Error> {
    Ok(())
}

#[fallback(stand_in)]
#[circuit_breaker(name = "traced", threshold = 1)]
#[retry(max = 1, delay = 2s)]
#[timeout(1s)]
async fn hangs() -> Result<(), Error> {
    std::future::pending().await
}

#[tokio::test(start_paused = true)]
async fn a_failed_call_emits_events_in_the_callers_span() {
    let (log, _guard) = Log::all("trace");
    hangs().instrument(info_span!("checkout")).await.unwrap();
    hangs().instrument(info_span!("checkout")).await.unwrap();

    let retries = log.of("tracing::hangs", Some("checkout"));
    let expected: [(Level, &[(&str, &str)]); 6] = [
        (
            Level::DEBUG,
            &[
                ("policy", "timeout"),
                ("reason", "timed_out"),
                ("limit", "1.0"),
            ],
        ),
        (
            Level::DEBUG,
            &[("policy", "retry"), ("attempt", "2"), ("delay", "2.0")],
        ),
        (Level::DEBUG, &[("policy", "timeout")]),
        (
            Level::WARN,
            &[
                ("policy", "retry"),
                ("reason", "retries_spent"),
                ("attempts", "2"),
                ("elapsed", "4.0"),
                ("message", "`tracing::hangs` gives up: retries spent"),
            ],
        ),
        (
            Level::DEBUG,
            &[("policy", "fallback"), ("reason", "timed_out")],
        ),
        (
            Level::DEBUG,
            &[("policy", "fallback"), ("reason", "circuit_open")],
        ),
    ];
    assert_eq!(retries.len(), expected.len(), "{retries:#?}");
    for (told, (level, fields)) in retries.iter().zip(expected) {
        assert!(told.level == level && told.has(fields), "{told:#?}");
    }

    let breaker = log.of("traced", Some("checkout"));
    let [opened, refused] = &breaker[..] else {
        panic!("{breaker:#?}");
    };
    assert_eq!(opened.level, Level::WARN);
    let fields = [
        ("policy", "circuit_breaker"),
        ("state", "open"),
        ("from", "closed"),
        ("generation", "1"),
        ("failures_in_a_row", "1"),
        ("message", "circuit breaker `traced` is open"),
    ];
    assert!(opened.has(&fields), "{opened:#?}");
    assert!(!opened.fields.contains_key("calls"), "it has no window");
    assert_eq!(refused.level, Level::DEBUG);
    let fields = [
        ("policy", "circuit_breaker"),
        ("reason", "circuit_open"),
        ("retry_after", "30.0"),
        ("last_failure", "0.0"),
    ];
    assert!(refused.has(&fields), "{refused:#?}");
}

#[bulkhead(name = "traced", max = 1, wait = 0s)]
async fn inner() -> Result<(), Error> {
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn rejections_report_the_policy_and_the_time_to_wait() {
    let (log, _guard) = Log::all("resilience=debug");
    let place = resilience::registry::bulkhead("traced").unwrap();
    let _running = place.acquire().await.unwrap();
    inner().await.unwrap_err();
    let bulkhead = &log.of("traced", None)[0];
    assert!(bulkhead.has(&[("policy", "bulkhead"), ("max", "1"), ("waiting", "0")]));

    let limiter = RateLimiter::builder("traced rate")
        .max(1)
        .per(secs(8))
        .build();
    limiter.acquire().await.unwrap();
    limiter.acquire().await.unwrap_err();
    let refused = &log.of("traced rate", None)[0];
    assert!(
        refused.has(&[("policy", "rate_limiter"), ("retry_after", "8.0")]),
        "{refused:?}"
    );
}

#[test]
fn recoveries_have_a_lower_level_and_a_conflict_is_an_error() {
    let (log, _guard) = Log::all("trace");
    let breaker = CircuitBreaker::builder("levels").build();
    breaker.force_open();
    breaker.reset();
    breaker.disable();
    // No other test looks up this kind: the first look-up emits the event, on its own thread.
    RetryBudget::builder("levels").burst(1).build();
    RetryBudget::builder("levels").burst(2).build();
    let told = log.of("levels", None);
    let levels: Vec<_> = told.iter().map(|it| it.level).collect();
    assert_eq!(
        levels,
        [Level::WARN, Level::INFO, Level::INFO, Level::ERROR]
    );
    assert!(told[0].has(&[("state", "forced_open")]));
    assert!(told[3].fields["conflict"].contains("two sets of settings"));
}

#[test]
fn filtered_events_are_not_emitted() {
    let (log, guard) = Log::all("resilience=warn");
    let breaker = CircuitBreaker::builder("filtered").build();
    breaker.force_open();
    breaker.acquire().unwrap_err();
    breaker.reset();
    assert_eq!(log.of("filtered", None).len(), 1, "the warning alone");
    drop(guard);

    let (log, _guard) = Log::begin(Targets::new().with_target("resilience", LevelFilter::OFF));
    breaker.force_open();
    assert!(log.0.lock().unwrap().is_empty());
}

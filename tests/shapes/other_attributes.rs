//! Attributes of other crates above, below and between ours.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_recursion::async_recursion;
use async_trait::async_trait;
use cached::macros::cached;
use resilience::{bulkhead, circuit_breaker, registry, retry, timeout};
use tokio::task::yield_now;
use tracing::instrument;
use tracing::span::{Attributes, Id, Record};

use crate::common::{Counter, Error};

/// Counts the spans that are opened while it is subscribed.
#[derive(Clone, Default)]
struct Spans(Arc<AtomicU64>);

impl Spans {
    fn new() -> (Self, tracing::subscriber::DefaultGuard) {
        let spans = Self::default();
        let guard = tracing::subscriber::set_default(spans.clone());
        (spans, guard)
    }

    /// Returns the count since the last call.
    fn take(&self) -> u64 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

impl tracing::Subscriber for Spans {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(self.0.fetch_add(1, Ordering::Relaxed) + 1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &tracing::Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn fails_twice(calls: &Counter) -> Result<u32, Error> {
    match calls.add() {
        0 | 1 => Err(Error::Down),
        number => Ok(number),
    }
}

#[instrument]
#[retry(max = 2, delay = 0s)]
#[timeout(1s)]
async fn span_above(calls: &Counter) -> Result<u32, Error> {
    fails_twice(calls)
}

#[retry(max = 2, delay = 0s)]
#[timeout(1s)]
#[tracing::instrument(skip_all, fields(before = calls.get()), ret, err(Debug))]
async fn span_below(calls: &Counter) -> Result<u32, Error> {
    fails_twice(calls)
}

#[circuit_breaker(name = "foreign: between", threshold = 100)]
#[instrument(err(Debug))]
#[retry(max = 2, delay = 0s)]
async fn span_between(calls: &Counter) -> Result<u32, Error> {
    fails_twice(calls)
}

#[async_trait]
trait Api {
    async fn span_above(&self) -> Result<u32, Error>;
    async fn span_below(&mut self) -> Result<u32, Error>;
}

#[async_trait]
impl Api for Counter {
    #[instrument]
    #[retry(max = 2, delay = 0s)]
    async fn span_above(&self) -> Result<u32, Error> {
        fails_twice(self)
    }

    #[retry(max = 2, delay = 0s)]
    #[instrument]
    async fn span_below(&mut self) -> Result<u32, Error> {
        fails_twice(self)
    }
}

#[tokio::test]
async fn a_span_above_is_per_attempt_and_a_span_below_is_around_all_attempts() {
    let (spans, _guard) = Spans::new();
    assert_eq!(span_above(&Counter::new()).await, Ok(2));
    assert_eq!(spans.take(), 3);
    assert_eq!(span_below(&Counter::new()).await, Ok(2));
    assert_eq!(spans.take(), 1);
    assert_eq!(span_between(&Counter::new()).await, Ok(2));
    assert_eq!(spans.take(), 1);
    let breaker = registry::circuit_breaker("foreign: between").unwrap();
    assert_eq!(breaker.snapshot().failures, 0, "it stands above the retry");

    assert_eq!(Counter::new().span_above().await, Ok(2));
    assert_eq!(spans.take(), 3);
    assert_eq!(Counter::new().span_below().await, Ok(2));
    assert_eq!(spans.take(), 1);
}

static STARTS: Counter = Counter::new();

#[retry(max = 2, delay = 0s)]
#[tokio::test]
async fn a_test_below_is_retried_as_a_whole() -> Result<(), Error> {
    match STARTS.add() {
        0 => Err(Error::Down),
        _ => Ok(()),
    }
}

#[circuit_breaker]
#[retry(max = 2, delay = 0s)]
#[tokio::main(flavor = "current_thread")]
async fn main_below(calls: &Counter) -> Result<u32, Error> {
    fails_twice(calls)
}

#[test]
fn a_main_below_keeps_the_runtime_around_the_pipeline() {
    assert_eq!(main_below(&Counter::new()), Ok(2));
}

#[async_recursion]
#[circuit_breaker(name = "foreign: recursion above")]
#[timeout(1s)]
async fn recursion_above(depth: u32) -> Result<u32, Error> {
    match depth {
        0 => Ok(0),
        _ => Ok(recursion_above(depth - 1).await? + 1),
    }
}

#[circuit_breaker(name = "foreign: recursion below")]
#[timeout(1s)]
#[async_recursion]
async fn recursion_below(depth: u32) -> Result<u32, Error> {
    match depth {
        0 => Ok(0),
        _ => Ok(recursion_below(depth - 1).await? + 1),
    }
}

#[tokio::test]
async fn recursion_by_an_attribute_runs_the_pipeline_at_each_depth() {
    assert_eq!(recursion_above(3).await, Ok(3));
    assert_eq!(recursion_below(3).await, Ok(3));
    for name in ["foreign: recursion above", "foreign: recursion below"] {
        let breaker = registry::circuit_breaker(name).unwrap();
        assert_eq!(breaker.snapshot().successes, 4, "{name}");
    }
}

#[cfg_attr(all(), retry(max = 2, delay = 0s))]
#[circuit_breaker(name = "foreign: first", threshold = 100)]
#[timeout(1s)]
async fn conditional_first(calls: &Counter) -> Result<u32, Error> {
    fails_twice(calls)
}

#[circuit_breaker(name = "foreign: middle", threshold = 100)]
#[cfg_attr(all(), retry(max = 2, delay = 0s))]
#[timeout(1s)]
async fn conditional_middle(calls: &Counter) -> Result<u32, Error> {
    fails_twice(calls)
}

#[circuit_breaker(name = "foreign: last", threshold = 100)]
#[bulkhead(max = 1)]
#[cfg_attr(all(), cfg_attr(all(), retry(max = 2, delay = 0s)), timeout(1s))]
async fn conditional_last(calls: &Counter) -> Result<u32, Error> {
    fails_twice(calls)
}

#[cfg_attr(any(), circuit_breaker(no_such = "setting"))]
#[circuit_breaker(name = "foreign: gone", threshold = 100)]
#[cfg_attr(any(), retry(max = 2, delay = 0s))]
#[timeout(1s)]
#[cfg_attr(any(), bulkhead)]
async fn conditional_gone(calls: &Counter) -> Result<u32, Error> {
    fails_twice(calls)
}

/// If `cfg_attr` were still present when the first of our attributes is expanded, that attribute
/// would not see the others. These functions would not compile, or their layers would be reordered.
#[tokio::test]
async fn the_compiler_expands_cfg_attr_before_any_attribute() {
    let failures = |name: &str| registry::circuit_breaker(name).unwrap().snapshot().failures;
    assert_eq!(conditional_first(&Counter::new()).await, Ok(2));
    assert_eq!(failures("foreign: first"), 2, "below the retry");
    assert_eq!(conditional_middle(&Counter::new()).await, Ok(2));
    assert_eq!(failures("foreign: middle"), 0, "above the retry");
    assert_eq!(conditional_last(&Counter::new()).await, Ok(2));
    assert_eq!(failures("foreign: last"), 0, "above the retry");
    assert_eq!(conditional_gone(&Counter::new()).await, Err(Error::Down));
    assert_eq!(failures("foreign: gone"), 1, "nothing is retried");
}

static UNCACHED: [AtomicU64; 2] = [AtomicU64::new(0), AtomicU64::new(0)];

async fn fails_first(calls: &AtomicU64, number: u32) -> Result<u32, Error> {
    yield_now().await;
    match calls.fetch_add(1, Ordering::Relaxed) {
        0 => Err(Error::Down),
        _ => Ok(number),
    }
}

#[cached]
#[circuit_breaker(threshold = 9)]
#[retry(max = 1, delay = 0s)]
async fn cached_above(number: u32) -> Result<u32, Error> {
    fails_first(&UNCACHED[0], number).await
}

#[circuit_breaker(threshold = 9)]
#[retry(max = 1, delay = 0s)]
#[cached]
async fn cached_below(number: u32) -> Result<u32, Error> {
    fails_first(&UNCACHED[1], number).await
}

#[tokio::test(start_paused = true)]
async fn a_cache_stores_the_result_of_the_pipeline() {
    for _ in 0..3 {
        assert_eq!(cached_above(7).await, Ok(7));
        assert_eq!(cached_below(8).await, Ok(8));
    }
    let calls = UNCACHED.each_ref().map(|it| it.load(Ordering::Relaxed));
    assert_eq!(calls, [2, 2], "one failed, one good, the rest remembered");
}

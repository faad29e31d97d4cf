//! Fallback behavior: the failures that it handles and the arguments that it receives.

#![allow(
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    reason = "a fallback has the signature of its function"
)]

mod common;

use std::future::Future;

use common::{Error, secs};
use resilience::{
    CircuitState, Failure, Rejected, Verdict, bulkhead, circuit_breaker, fallback, registry, retry,
    timeout,
};

/// Does not implement `From<Rejected>`; a fallback that handles every rejection does not need it.
#[derive(Debug, PartialEq)]
struct Closed;

fn double(number: u32) -> Result<u32, Closed> {
    Ok(number * 2)
}

#[fallback(double)]
#[circuit_breaker(name = "plain path", threshold = 1)]
async fn plain_path(number: u32) -> Result<u32, Closed> {
    if number == 0 { Err(Closed) } else { Ok(number) }
}

#[tokio::test]
async fn by_default_it_handles_rejections_and_returns_errors() {
    assert_eq!(plain_path(3).await, Ok(3));
    assert_eq!(plain_path(0).await, Err(Closed));
    assert_eq!(plain_path(3).await, Ok(6));
}

async fn explain(name: &str, cause: Failure<Error>) -> Result<String, Error> {
    tokio::task::yield_now().await;
    Ok(format!("{name}: {cause:?}"))
}

#[fallback(explain, on = error)]
#[retry(max = 1, base_delay = 0s)]
async fn any_failure(name: &str) -> Result<String, Error> {
    match name {
        "good" => Ok(name.to_owned()),
        _ => Err(Error::NotFound),
    }
}

#[tokio::test]
async fn on_error_handles_every_failure_and_an_async_fallback_sees_the_cause() {
    assert_eq!(any_failure("good").await.unwrap(), "good");
    assert_eq!(any_failure("bad").await.unwrap(), "bad: Error(NotFound)");
}

#[fallback(explain, on = open)]
#[circuit_breaker(name = "only open", threshold = 1)]
#[bulkhead(name = "only open", max = 1, wait = 0s)]
async fn only_open(name: &str) -> Result<String, Error> {
    Err(Error::Busy(std::time::Duration::from_secs(
        name.len() as u64
    )))
}

#[tokio::test]
async fn on_open_returns_other_rejections_as_errors() {
    let bulkhead = registry::bulkhead("only open").unwrap();
    let permit = bulkhead.acquire().await.unwrap();
    let refused = only_open("a").await;
    assert!(
        matches!(refused, Err(Error::Rejected(Rejected::BulkheadFull { .. }))),
        "{refused:?}"
    );
    drop(permit);
    assert!(matches!(only_open("a").await, Err(Error::Busy(_))));
    assert!(
        only_open("a")
            .await
            .unwrap()
            .starts_with("a: Rejected(CircuitOpen")
    );
}

fn is_not_found(failure: &Failure<Error>) -> bool {
    matches!(failure, Failure::Error(Error::NotFound))
}

#[fallback(explain, on = error, when = is_not_found)]
#[circuit_breaker(name = "some errors", threshold = 9)]
async fn some_errors(name: &str) -> Result<String, Error> {
    Err(if name == "lost" {
        Error::NotFound
    } else {
        Error::Down
    })
}

#[tokio::test]
async fn a_predicate_narrows_the_handled_failures() {
    assert!(some_errors("lost").await.is_ok());
    assert_eq!(some_errors("down").await, Err(Error::Down));
}

struct Shop {
    open: bool,
}

impl Shop {
    #[fallback(Self::by_hand, clone(order))]
    #[timeout(1s)]
    async fn sell(&self, order: String) -> Result<String, Error> {
        consume(order);
        if self.open {
            Ok("sold".to_owned())
        } else {
            std::future::pending().await
        }
    }

    fn by_hand(&self, order: String) -> Result<String, Error> {
        assert!(!self.open);
        Ok(format!("{order} by hand"))
    }

    #[fallback(self.whisper(order))]
    #[timeout(1s)]
    async fn ask(&self, order: &str) -> Result<String, Error> {
        let _ = order;
        std::future::pending().await
    }

    async fn whisper(&self, order: &str) -> Result<String, Error> {
        tokio::task::yield_now().await;
        Ok(format!("{order}?"))
    }

    #[fallback(note(order.len(), self.open, &cause))]
    #[timeout(1s)]
    async fn lend(&mut self, order: &str) -> Result<String, Error> {
        self.open = order.is_empty();
        std::future::pending().await
    }
}

fn consume(order: String) {
    drop(order);
}

fn note(length: usize, open: bool, cause: &Failure<Error>) -> Result<String, Error> {
    Ok(format!("{length} {open} {}", cause.rejected().is_some()))
}

#[tokio::test(start_paused = true)]
async fn methods_pass_self_clones_and_chosen_arguments() {
    assert_eq!(
        Shop { open: true }.sell("tea".to_owned()).await.unwrap(),
        "sold"
    );
    assert_eq!(
        Shop { open: false }.sell("tea".to_owned()).await.unwrap(),
        "tea by hand"
    );
    assert_eq!(Shop { open: false }.ask("tea").await.unwrap(), "tea?");
    assert_eq!(
        Shop { open: false }.lend("tea").await.unwrap(),
        "3 false true"
    );
}

#[derive(Debug, PartialEq)]
enum Late {
    Fallback,
    Rejected,
}

impl From<Rejected> for Late {
    fn from(_: Rejected) -> Self {
        Self::Rejected
    }
}

fn fails(_: u32) -> Result<u32, Late> {
    Err(Late::Fallback)
}

#[fallback(fails)]
#[bulkhead(name = "failing fallback", max = 1, wait = 0s)]
async fn failing_fallback(_number: u32) -> Result<u32, Late> {
    std::future::pending().await
}

fn panics(_: u32) -> Result<u32, Late> {
    panic!("the fallback panics")
}

#[fallback(panics)]
#[bulkhead(name = "failing fallback")]
async fn panicking_fallback(_number: u32) -> Result<u32, Late> {
    Ok(1)
}

#[tokio::test]
async fn a_fallback_fails_with_its_own_error_and_its_panic_leaks_no_permits() {
    let bulkhead = registry::bulkhead("failing fallback").unwrap();
    let permit = bulkhead.acquire().await.unwrap();
    assert_eq!(failing_fallback(1).await, Err(Late::Fallback));
    assert!(
        tokio::spawn(panicking_fallback(1))
            .await
            .unwrap_err()
            .is_panic()
    );
    drop(permit);
    assert_eq!(bulkhead.snapshot().in_flight, 0);
    assert_eq!(panicking_fallback(1).await, Ok(1));
}

fn looks(name: &str, cause: &Failure<Error>) -> Result<String, Error> {
    Ok(format!("{name}: {}", cause.rejected().is_none()))
}

#[fallback(looks, on = error)]
#[retry(max = 1, base_delay = 0s)]
async fn looked_at(_name: &str) -> Result<String, Error> {
    Err(Error::Down)
}

async fn looks_later(name: &str, cause: &Failure<Error>) -> Result<String, Error> {
    tokio::task::yield_now().await;
    looks(name, cause)
}

#[fallback(looks_later(name, &cause), on = error)]
#[retry(max = 1, base_delay = 0s)]
async fn looked_at_later(name: &str) -> Result<String, Error> {
    Err(if name.is_empty() {
        Error::NotFound
    } else {
        Error::Down
    })
}

#[fallback(Ok(format!("{name}: {cause:?}")), on = error)]
#[retry(max = 1, base_delay = 0s)]
async fn told(name: &str) -> Result<String, Error> {
    Err(if name.is_empty() {
        Error::NotFound
    } else {
        Error::Down
    })
}

#[fallback(Ok(Vec::new()))]
#[circuit_breaker(name = "degraded", threshold = 1)]
async fn degraded() -> Result<Vec<u32>, Error> {
    Err(Error::Down)
}

#[tokio::test]
async fn a_fallback_may_borrow_the_cause_or_be_a_plain_value() {
    assert_eq!(looked_at("tea").await.unwrap(), "tea: true");
    assert_eq!(told("tea").await.unwrap(), "tea: Error(Down)");
    assert_eq!(looked_at_later("tea").await.unwrap(), "tea: true");
    assert!(degraded().await.is_err());
    assert_eq!(degraded().await, Ok(Vec::new()));
}

fn generic<T: Clone>(item: &T) -> Result<T, Closed> {
    Ok(item.clone())
}

#[fallback(generic)]
#[circuit_breaker(name = "generic", threshold = 1)]
async fn generic_call<T: Clone + Sync>(_item: &T) -> Result<T, Closed> {
    Err(Closed)
}

fn is_send<F: Future + Send>(future: F) -> F {
    future
}

#[tokio::test]
async fn generic_functions_fall_back_and_their_futures_are_send() {
    assert_eq!(generic_call(&1).await, Err(Closed));
    assert_eq!(is_send(generic_call(&"one")).await, Ok("one"));
}

/// Every valid signature, in both forms, on one function each.
mod signatures {
    use super::*;

    fn sync(number: u32) -> Result<u32, Error> {
        Ok(number + 1)
    }

    fn sync_cause(number: u32, cause: Failure<Error>) -> Result<u32, Error> {
        assert_eq!(cause, Failure::Error(Error::Down));
        Ok(number + 2)
    }

    async fn later(number: u32) -> Result<u32, Error> {
        tokio::task::yield_now().await;
        Ok(number + 3)
    }

    async fn later_cause(number: u32, cause: Failure<Error>) -> Result<u32, Error> {
        tokio::task::yield_now().await;
        sync_cause(number + 2, cause)
    }

    fn ask(number: u32) -> Result<u32, Error> {
        if number == 0 { Ok(0) } else { Err(Error::Down) }
    }

    #[fallback(sync, on = error)]
    async fn by_sync(number: u32) -> Result<u32, Error> {
        ask(number)
    }

    #[fallback(sync_cause, on = error)]
    async fn by_sync_cause(number: u32) -> Result<u32, Error> {
        ask(number)
    }

    #[fallback(later, on = error)]
    async fn by_later(number: u32) -> Result<u32, Error> {
        ask(number)
    }

    #[fallback(later_cause, on = error)]
    async fn by_later_cause(number: u32) -> Result<u32, Error> {
        ask(number)
    }

    #[fallback(sync(number + 10), on = error)]
    async fn call_sync(number: u32) -> Result<u32, Error> {
        ask(number)
    }

    #[fallback(sync_cause(number + 10, cause), on = error)]
    async fn call_sync_cause(number: u32) -> Result<u32, Error> {
        ask(number)
    }

    #[fallback(later(number + 10), on = error)]
    async fn call_later(number: u32) -> Result<u32, Error> {
        ask(number)
    }

    #[fallback(later_cause(number + 10, cause), on = error)]
    async fn call_later_cause(number: u32) -> Result<u32, Error> {
        ask(number)
    }

    #[derive(Clone, Copy)]
    struct Till(u32);

    impl Till {
        #[fallback(Self::by_hand, on = error)]
        async fn sell(&mut self, number: u32) -> Result<u32, Error> {
            self.0 += number;
            Err(Error::Down)
        }

        async fn by_hand(&mut self, number: u32, cause: Failure<Error>) -> Result<u32, Error> {
            later_cause(self.0 + number, cause).await
        }

        #[fallback(later_cause(self.0 + number, cause), on = error)]
        async fn lend(self, number: u32) -> Result<u32, Error> {
            ask(number)
        }
    }

    async fn first<T: Clone + Send>(items: &[T], cause: Failure<Error>) -> Result<T, Error> {
        items.first().cloned().ok_or_else(|| cause.into_error())
    }

    #[fallback(first, on = error)]
    async fn last<T: Clone + Send + Sync>(items: &[T]) -> Result<T, Error> {
        let _ = items;
        Err(Error::Down)
    }

    #[fallback(first(&items[N..], cause), on = error)]
    async fn nth<T: Clone + Send + Sync, const N: usize>(items: &[T]) -> Result<T, Error> {
        let _ = items;
        Err(Error::Down)
    }

    #[tokio::test]
    async fn both_forms_sync_and_async_with_and_without_the_cause() {
        assert_eq!(by_sync(1).await, Ok(2));
        assert_eq!(by_sync_cause(1).await, Ok(3));
        assert_eq!(by_later(1).await, Ok(4));
        assert_eq!(by_later_cause(1).await, Ok(5));
        assert_eq!(call_sync(1).await, Ok(12));
        assert_eq!(call_sync_cause(1).await, Ok(13));
        assert_eq!(call_later(1).await, Ok(14));
        assert_eq!(call_later_cause(1).await, Ok(15));
        assert_eq!(by_sync(0).await, Ok(0));
        assert_eq!(call_later_cause(0).await, Ok(0));
    }

    #[tokio::test]
    async fn methods_and_generic_functions_see_the_cause_too() {
        let mut till = Till(10);
        assert_eq!(till.sell(1).await, Ok(16));
        assert_eq!(till.lend(1).await, Ok(16));
        assert_eq!(last(&["a", "b"]).await, Ok("a"));
        assert_eq!(nth::<_, 1>(&["a", "b"]).await, Ok("b"));
        assert_eq!(last::<u8>(&[]).await, Err(Error::Down));
    }
}

fn is_long(failure: &Failure<Error>) -> Verdict {
    match failure.rejected().and_then(Rejected::retry_after) {
        Some(wait) if wait > secs(10) => Verdict::Failure,
        _ => Verdict::Ignore,
    }
}

#[fallback(Ok(0), when = is_long)]
#[circuit_breaker(name = "when rejected", threshold = 1, cooldown = 20s)]
async fn when_rejected() -> Result<u32, Error> {
    Err(Error::Down)
}

#[fallback(Ok(0), on = open, when = |it| !matches!(is_long(it), Verdict::Ignore))]
#[circuit_breaker(name = "when open", threshold = 1, cooldown = 20s)]
async fn when_open() -> Result<u32, Error> {
    Err(Error::Down)
}

#[tokio::test(start_paused = true)]
async fn a_predicate_narrows_rejections_and_the_others_are_returned() {
    assert_eq!(when_rejected().await, Err(Error::Down));
    assert_eq!(when_open().await, Err(Error::Down));
    assert_eq!(when_rejected().await, Ok(0));
    assert_eq!(when_open().await, Ok(0));
    tokio::time::advance(secs(11)).await;
    for refused in [when_rejected().await, when_open().await] {
        assert!(
            matches!(refused, Err(Error::Rejected(Rejected::CircuitOpen { .. }))),
            "{refused:?}"
        );
    }
}

async fn fails_later(_: u32, _: Failure<Late>) -> Result<u32, Late> {
    tokio::task::yield_now().await;
    Err(Late::Fallback)
}

async fn panics_later(_: u32) -> Result<u32, Late> {
    tokio::task::yield_now().await;
    panic!("the fallback panics")
}

#[fallback(fails_later, on = error)]
#[circuit_breaker(name = "late fallback", threshold = 1, cooldown = 1s, probes = 1)]
#[bulkhead(name = "late fallback", max = 1, wait = 0s)]
async fn failing_late(number: u32) -> Result<u32, Late> {
    if number == 0 {
        Ok(0)
    } else {
        Err(Late::Rejected)
    }
}

#[fallback(panics_later, on = error)]
#[circuit_breaker(name = "late fallback")]
#[bulkhead(name = "late fallback")]
async fn panicking_late(number: u32) -> Result<u32, Late> {
    if number == 0 {
        Ok(0)
    } else {
        Err(Late::Rejected)
    }
}

#[tokio::test(start_paused = true)]
async fn a_failing_or_panicking_async_fallback_is_not_recorded_and_leaks_no_permit() {
    let breaker = registry::circuit_breaker("late fallback").unwrap();
    let bulkhead = registry::bulkhead("late fallback").unwrap();
    let panicked = tokio::spawn(panicking_late(1)).await;
    assert!(panicked.unwrap_err().is_panic());
    assert_eq!(bulkhead.snapshot().in_flight, 0);
    assert_eq!(breaker.state(), CircuitState::Open, "the call failed");
    assert_eq!(failing_late(1).await, Err(Late::Fallback));

    // The probe that fails, and whose fallback panics, returns its slot.
    for _ in 0..2 {
        tokio::time::advance(secs(1)).await;
        let panicked = tokio::spawn(panicking_late(1)).await;
        assert!(panicked.unwrap_err().is_panic());
        assert_eq!(bulkhead.snapshot().in_flight, 0);
    }
    tokio::time::advance(secs(1)).await;
    assert_eq!(panicking_late(0).await, Ok(0));
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[fallback(double, on = error)]
#[bulkhead(name = "panicking call", max = 1, wait = 0s)]
async fn panicking_call(number: u32) -> Result<u32, Closed> {
    assert_eq!(number, 0, "the call panics");
    Ok(number)
}

#[tokio::test]
async fn a_panic_of_the_call_is_not_handled() {
    let panicked = tokio::spawn(panicking_call(1)).await;
    assert!(panicked.unwrap_err().is_panic());
    assert_eq!(panicking_call(0).await, Ok(0));
}

//! The fallback: which failures it takes, and what it is given.

#![allow(
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    reason = "a fallback has the signature of its function"
)]

mod common;

use std::future::Future;

use common::Error;
use resilience::{
    Failure, Rejected, bulkhead, circuit_breaker, fallback, registry, retry, timeout,
};

/// Without `From<Rejected>`: a fallback that takes every rejection needs none.
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
async fn by_default_it_takes_rejections_and_leaves_errors() {
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
async fn on_error_takes_every_failure_and_an_async_fallback_sees_the_cause() {
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
async fn on_open_leaves_other_rejections_in_the_error() {
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
async fn a_predicate_narrows_what_it_takes() {
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
async fn methods_pass_on_themselves_clones_and_chosen_arguments() {
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
async fn a_fallback_fails_with_its_own_error_and_its_panic_leaves_the_permits_whole() {
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
async fn a_cause_may_be_looked_at_and_an_answer_may_be_written_on_the_spot() {
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

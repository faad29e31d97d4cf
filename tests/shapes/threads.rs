//! The body alone decides whether a future is `Send`.

use std::cell::Cell;
use std::rc::Rc;

use resilience::{bulkhead, circuit_breaker, fallback, rate_limit, retry, timeout};
use tokio::task::LocalSet;

use crate::common::{Counter, Error};

async fn unchanged(text: &str, calls: &Counter) -> Result<usize, Error> {
    tokio::task::yield_now().await;
    Ok(text.len() + calls.get() as usize)
}

#[fallback(unchanged)]
#[circuit_breaker]
#[rate_limit(max = 100, per = 1s)]
#[bulkhead(max = 10)]
#[retry(max = 3, delay = 1ms, jitter, budget = "bodies: spawned")]
#[timeout(1s)]
async fn borrows(text: &str, calls: &Counter) -> Result<usize, Error> {
    tokio::task::yield_now().await;
    match calls.add() {
        0 => Err(Error::Down),
        _ => Ok(text.len()),
    }
}

#[tokio::test]
async fn a_body_that_borrows_its_arguments_can_be_spawned() {
    let spawned = tokio::spawn(async {
        let (text, calls) = ("tea".to_owned(), Counter::new());
        borrows(&text, &calls).await
    });
    assert_eq!(spawned.await.unwrap(), Ok(3));
}

#[circuit_breaker]
#[retry(max = 2, delay = 1ms)]
#[timeout(1s)]
async fn not_send(calls: Rc<Cell<u32>>) -> Result<Rc<Cell<u32>>, Error> {
    let held = Rc::clone(&calls);
    tokio::task::yield_now().await;
    held.set(held.get() + 1);
    if held.get() < 3 {
        return Err(Error::Down);
    }
    Ok(held)
}

#[tokio::test]
async fn a_body_that_is_not_send_runs_on_a_local_set() {
    let local = LocalSet::new();
    let answer = local.spawn_local(not_send(Rc::default()));
    local.await;
    assert_eq!(answer.await.unwrap().map(|calls| calls.get()), Ok(3));
}

/// An error that is not `Send` does not prevent a `Send` future.
#[retry(max = 1, delay = 0s)]
async fn fails_not_send(fail: bool) -> Result<u32, Rc<str>> {
    if fail { Err("down".into()) } else { Ok(1) }
}

#[tokio::test]
async fn a_future_is_send_though_its_error_is_not() {
    const fn is_send<F: Future + Send>(future: F) -> F {
        future
    }
    assert_eq!(is_send(fails_not_send(false)).await, Ok(1));
    assert_eq!(is_send(fails_not_send(true)).await, Err("down".into()));
}

/// An argument that the body owns need not be `Sync`.
#[circuit_breaker]
#[bulkhead(max = 1)]
#[timeout(1s)]
async fn only_send(
    calls: Cell<u32>,
    shown: Box<dyn std::fmt::Display + Send>,
) -> Result<u32, Error> {
    tokio::task::yield_now().await;
    calls.set(calls.get() + 1);
    let length = shown.to_string().len();
    tokio::task::yield_now().await;
    Ok(calls.get() + u32::try_from(length).unwrap_or_default())
}

#[tokio::test]
async fn an_argument_that_is_not_sync_can_be_sent() {
    let spawned = tokio::spawn(only_send(Cell::new(1), Box::new("tea")));
    assert_eq!(spawned.await.unwrap(), Ok(5));
}

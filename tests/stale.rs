//! `fallback(stale = …)`: which value is stored, for which key, and for how long.
#![cfg(feature = "stale")]
#![allow(
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    reason = "a fallback has the signature of its function"
)]

mod common;

use std::fmt::Display;
use std::future::{Future, pending, ready};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use common::{Counter, Error, secs};
use resilience::{
    Failure, Rejected, bulkhead, circuit_breaker, fallback, registry, retry, timeout,
};
use tokio::time::advance;

/// Does not implement `From<Rejected>`.
#[derive(Clone, Debug, PartialEq)]
struct Closed;

/// A service that returns its number of calls while it is up.
struct Service {
    up: AtomicBool,
    asked: Counter,
}

impl Service {
    const fn new() -> Self {
        Self {
            up: AtomicBool::new(true),
            asked: Counter::new(),
        }
    }

    fn switch(&self, up: bool) {
        self.up.store(up, Relaxed);
    }

    fn ask<E>(&self, down: E) -> Result<u32, E> {
        let asked = self.asked.add();
        if self.up.load(Relaxed) {
            Ok(asked)
        } else {
            Err(down)
        }
    }
}

static ALONE: Service = Service::new();

#[fallback(stale = 10s, on = error)]
async fn alone() -> Result<u32, Closed> {
    ALONE.ask(Closed)
}

#[tokio::test(start_paused = true)]
async fn the_last_good_value_is_returned_until_it_expires() {
    ALONE.switch(false);
    assert_eq!(alone().await, Err(Closed), "nothing is remembered");
    ALONE.switch(true);
    assert_eq!(alone().await, Ok(1));
    assert_eq!(alone().await, Ok(2));
    ALONE.switch(false);
    advance(secs(10)).await;
    assert_eq!(alone().await, Ok(2));
    advance(Duration::from_millis(1)).await;
    assert_eq!(alone().await, Err(Closed));
    ALONE.switch(true);
    assert_eq!(alone().await, Ok(5));
}

#[fallback(stale = 1h, key = ())]
#[circuit_breaker(name = "stale by default", threshold = 1, cooldown = 1h)]
async fn by_default(answer: Result<u32, Error>) -> Result<u32, Error> {
    answer
}

#[fallback(stale = 1h, key = (), on = open)]
#[circuit_breaker(name = "stale on open", threshold = 1, cooldown = 1h)]
#[bulkhead(name = "stale on open", max = 1, wait = 0s)]
async fn on_open(answer: Result<u32, Error>) -> Result<u32, Error> {
    answer
}

fn is_outage(failure: &Failure<Error>) -> bool {
    *failure != Failure::Error(Error::NotFound)
}

#[fallback(stale = 1h, key = (), on = error, when = is_outage)]
#[timeout(1s)]
async fn on_outage(answer: Result<u32, Error>) -> Result<u32, Error> {
    match answer {
        Err(Error::Busy(wait)) => tokio::time::sleep(wait).await,
        answer => return answer,
    }
    Ok(0)
}

#[tokio::test(start_paused = true)]
async fn it_is_returned_for_the_failures_that_the_fallback_handles() {
    assert_eq!(by_default(Ok(1)).await, Ok(1));
    assert_eq!(by_default(Err(Error::Down)).await, Err(Error::Down));
    assert_eq!(by_default(Ok(2)).await, Ok(1), "the breaker is open");

    assert_eq!(on_open(Ok(1)).await, Ok(1));
    let bulkhead = registry::bulkhead("stale on open").unwrap();
    let permit = bulkhead.acquire().await.unwrap();
    let full = on_open(Ok(2)).await;
    assert!(
        matches!(full, Err(Error::Rejected(Rejected::BulkheadFull { .. }))),
        "{full:?}"
    );
    drop(permit);
    assert_eq!(on_open(Err(Error::Down)).await, Err(Error::Down));
    assert_eq!(on_open(Ok(2)).await, Ok(1));

    assert_eq!(on_outage(Ok(1)).await, Ok(1));
    assert_eq!(on_outage(Err(Error::NotFound)).await, Err(Error::NotFound));
    assert_eq!(on_outage(Err(Error::Down)).await, Ok(1));
    assert_eq!(
        on_outage(Err(Error::Busy(secs(2)))).await,
        Ok(1),
        "it timed out"
    );
}

#[fallback(stale = 1h)]
#[bulkhead(name = "stale, empty", max = 1, wait = 0s)]
async fn empty() -> Result<u32, Error> {
    Ok(1)
}

#[tokio::test]
async fn without_a_value_the_rejection_is_returned() {
    let bulkhead = registry::bulkhead("stale, empty").unwrap();
    let permit = bulkhead.acquire().await.unwrap();
    let full = empty().await;
    assert!(
        matches!(full, Err(Error::Rejected(Rejected::BulkheadFull { .. }))),
        "{full:?}"
    );
    drop(permit);
    assert_eq!(empty().await, Ok(1));
}

static RATES: Service = Service::new();

#[fallback(stale = 1h, on = error)]
async fn rate(day: u32, currency: &str, _tags: Vec<String>) -> Result<String, Closed> {
    let asked = RATES.ask(Closed)?;
    Ok(format!("{asked}: {day} {currency}"))
}

#[tokio::test]
async fn by_default_every_argument_is_part_of_the_key() {
    let tags = |tag: &str| vec![tag.to_owned()];
    let calls = async || {
        [
            rate(1, "EUR", tags("a")).await,
            rate(2, "EUR", tags("a")).await,
            rate(1, "USD", tags("a")).await,
            rate(1, "EUR", tags("b")).await,
        ]
    };
    let good = calls().await;
    RATES.switch(false);
    assert_eq!(calls().await, good);
    assert!(good.iter().all(Result::is_ok));
    assert_eq!(rate(2, "USD", tags("a")).await, Err(Closed));
}

static COMPUTED: Counter = Counter::new();

fn user_of(name: &str) -> usize {
    COMPUTED.add();
    name.len()
}

#[fallback(stale = 1h, key = (user_of(&name), (day)), max_entries = 2, on = error)]
async fn chosen(name: String, day: String, answer: Result<u32, Closed>) -> Result<u32, Closed> {
    drop((name, day));
    answer
}

#[tokio::test]
async fn a_key_is_computed_once_before_the_call_and_consumes_nothing() {
    let call = |name: &str, day: &str, answer| chosen(name.to_owned(), day.to_owned(), answer);
    assert_eq!(call("ann", "1", Ok(1)).await, Ok(1));
    assert_eq!(
        call("bob", "1", Err(Closed)).await,
        Ok(1),
        "the same length"
    );
    assert_eq!(call("ann", "2", Err(Closed)).await, Err(Closed));
    assert_eq!(COMPUTED.get(), 3);
    assert_eq!(call("ann", "2", Ok(2)).await, Ok(2));
    assert_eq!(call("ann", "3", Ok(3)).await, Ok(3));
    assert_eq!(
        call("ann", "1", Err(Closed)).await,
        Err(Closed),
        "the oldest of three"
    );
    assert_eq!(call("ann", "2", Err(Closed)).await, Ok(2));
    assert_eq!(call("ann", "3", Err(Closed)).await, Ok(3));
}

trait Entity {
    const NAME: &'static str;
}

struct User;
struct Order;

impl Entity for User {
    const NAME: &'static str = "user";
}

impl Entity for Order {
    const NAME: &'static str = "order";
}

/// All calls have the same key; only the instantiations differ.
#[fallback(stale = 1h, key = (), on = error)]
async fn show(item: impl Display + Send, other: Option<&str>, up: bool) -> Result<String, Closed> {
    if up {
        Ok(format!("{item} {other:?}"))
    } else {
        Err(Closed)
    }
}

#[fallback(stale = 1h, key = (), on = error)]
async fn echo<T: Clone + Send + Sync + 'static>(answer: Result<T, Closed>) -> Result<T, Closed> {
    answer
}

struct Table<E>(E);

impl<E: Entity> Table<E> {
    #[fallback(stale = 1h, key = (), on = error)]
    async fn name(&self, up: bool) -> Result<&'static str, Closed> {
        if up { Ok(E::NAME) } else { Err(Closed) }
    }

    #[fallback(stale = 1h, key = up.then_some(0), on = error)]
    async fn first(up: bool) -> Result<&'static str, Closed> {
        if up { Ok(E::NAME) } else { Err(Closed) }
    }
}

#[tokio::test]
async fn instantiations_of_a_generic_function_do_not_share_values() {
    assert_eq!(echo(Ok(1_u32)).await, Ok(1));
    assert_eq!(echo(Ok("one")).await, Ok("one"));
    assert_eq!(echo(Err::<u32, _>(Closed)).await, Ok(1));
    assert_eq!(echo(Err::<&str, _>(Closed)).await, Ok("one"));
    assert_eq!(echo(Err::<u64, _>(Closed)).await, Err(Closed));

    // The value type is the same; the instantiations differ in other types.
    assert!(show(1_u32, None, true).await.is_ok());
    assert_eq!(show(1_u64, None, false).await, Err(Closed));
    assert_eq!(show(2_u32, Some("x"), false).await.unwrap(), "1 None");

    assert_eq!(Table(User).name(true).await, Ok("user"));
    assert_eq!(Table(Order).name(false).await, Err(Closed));
    assert_eq!(Table(User).name(false).await, Ok("user"));
    assert_eq!(Table::<Order>::first(true).await, Ok("order"));
    assert_eq!(Table::<User>::first(false).await, Err(Closed));
}

static LOADED: Service = Service::new();

#[fallback(stale = 1h, on = error)]
async fn loaded<E: Entity, const N: usize>() -> Result<String, Closed> {
    LOADED.ask(Closed)?;
    Ok(format!("{} {N}", E::NAME))
}

#[tokio::test]
async fn instantiations_that_differ_only_in_types_and_constants_do_not_share_values() {
    assert_eq!(loaded::<User, 1>().await.unwrap(), "user 1");
    LOADED.switch(false);
    assert_eq!(loaded::<User, 1>().await.unwrap(), "user 1");
    assert_eq!(loaded::<Order, 1>().await, Err(Closed));
    assert_eq!(loaded::<User, 2>().await, Err(Closed));
}

struct Account {
    id: u32,
}

impl Account {
    #[fallback(stale = 1h, key = (self.id, currency), on = error)]
    async fn balance(&self, currency: &str, up: bool) -> Result<String, Closed> {
        if up {
            Ok(format!("{} {currency}", self.id))
        } else {
            Err(Closed)
        }
    }
}

#[tokio::test]
async fn instances_do_not_share_the_values_of_a_method() {
    let (one, two) = (Account { id: 1 }, Account { id: 2 });
    assert!(one.balance("EUR", true).await.is_ok());
    assert_eq!(two.balance("EUR", false).await, Err(Closed));
    assert_eq!(one.balance("USD", false).await, Err(Closed));
    assert_eq!(
        Account { id: 1 }.balance("EUR", false).await.unwrap(),
        "1 EUR"
    );
}

fn zero(_answer: Result<u32, Error>) -> Result<u32, Error> {
    Ok(0)
}

async fn explain(answer: Result<u32, Error>, cause: Failure<Error>) -> Result<u32, Error> {
    tokio::task::yield_now().await;
    assert_eq!(answer.map_err(Failure::Error), Err(cause));
    Ok(7)
}

#[fallback(stale = 1h, key = (), else = zero, on = error, clone(answer))]
async fn else_path(answer: Result<u32, Error>) -> Result<u32, Error> {
    answer
}

#[fallback(stale(max_age = 10s, key = ()), else = explain, on = error, clone(answer))]
async fn else_cause(answer: Result<u32, Error>) -> Result<u32, Error> {
    answer
}

#[fallback(stale(max_age = 10s), key = (), max_entries = 1, else = Err(cause.into_error()), on = error)]
#[timeout(1s)]
async fn else_call(answer: Result<u32, Error>) -> Result<u32, Error> {
    answer
}

#[tokio::test(start_paused = true)]
async fn without_a_value_else_is_used_and_not_stored() {
    let down = || Err(Error::Down);
    for _ in 0..2 {
        assert_eq!(else_path(down()).await, Ok(0));
        assert_eq!(else_cause(down()).await, Ok(7));
        assert_eq!(else_call(down()).await, Err(Error::Down));
    }
    assert_eq!(else_path(Ok(1)).await, Ok(1));
    assert_eq!(else_cause(Ok(1)).await, Ok(1));
    assert_eq!(else_call(Ok(1)).await, Ok(1));
    assert_eq!(else_path(down()).await, Ok(1));
    assert_eq!(else_cause(down()).await, Ok(1));
    assert_eq!(else_call(down()).await, Ok(1));
    advance(secs(9)).await;
    assert_eq!(
        else_cause(down()).await,
        Ok(1),
        "what is served gets no younger"
    );
    advance(secs(2)).await;
    assert_eq!(else_cause(down()).await, Ok(7));
}

#[fallback(stale = 1h, key = (), on = error)]
#[retry(max = 1, base_delay = 1s, judge = |it: &Result<u32, Closed>| *it != Ok(200))]
async fn status(answer: Result<u32, Closed>) -> Result<u32, Closed> {
    answer.clone()
}

#[tokio::test(start_paused = true)]
async fn an_ok_judged_a_failure_is_not_stored() {
    assert_eq!(status(Ok(200)).await, Ok(200));
    assert_eq!(status(Ok(503)).await, Ok(503));
    assert_eq!(status(Err(Closed)).await, Ok(200));
}

#[fallback(stale = 1h, key = (), on = error)]
async fn cancelled(answer: Option<Result<u32, Closed>>) -> Result<u32, Closed> {
    match answer {
        Some(answer) => answer,
        None => pending().await,
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_call_changes_nothing() {
    assert_eq!(cancelled(Some(Ok(1))).await, Ok(1));
    assert!(
        tokio::time::timeout(secs(1), cancelled(None))
            .await
            .is_err()
    );
    assert_eq!(cancelled(Some(Err(Closed))).await, Ok(1));
}

/// A value whose `Clone` panics on demand.
#[derive(Debug)]
struct Brittle(bool);

impl Clone for Brittle {
    fn clone(&self) -> Self {
        assert!(!self.0, "it cannot be cloned");
        Self(self.0)
    }
}

fn panicking_key(panics: bool) {
    assert!(!panics, "the key panics");
}

fn panicking_else() -> Result<Brittle, Closed> {
    panic!("`else` panics")
}

#[fallback(stale = 1h, key = panicking_key(key), else = panicking_else(), on = error)]
#[bulkhead(name = "stale, panics", max = 1, wait = 0s)]
async fn panics(key: bool, answer: Result<Brittle, Closed>) -> Result<Brittle, Closed> {
    ready(answer).await
}

#[tokio::test]
async fn a_panic_in_key_else_or_clone_leaks_no_permit() {
    let bulkhead = registry::bulkhead("stale, panics").unwrap();
    for (key, answer) in [
        (true, Ok(Brittle(false))),
        (false, Err(Closed)),
        (false, Ok(Brittle(true))),
    ] {
        let call = tokio::spawn(panics(key, answer));
        assert!(call.await.unwrap_err().is_panic());
        assert_eq!(bulkhead.snapshot().in_flight, 0);
    }
    assert!(panics(false, Ok(Brittle(false))).await.is_ok());
    assert!(panics(false, Err(Closed)).await.is_ok());
}

#[fallback(stale = 1h, on = error)]
async fn conditional(
    #[cfg(any())] missing: Unhashable,
    #[cfg(test)] day: u32,
) -> Result<u32, Closed> {
    if day == 0 { Err(Closed) } else { Ok(day) }
}

#[tokio::test]
async fn an_argument_removed_by_cfg_is_not_part_of_the_key() {
    assert_eq!(conditional(1).await, Ok(1));
    assert_eq!(conditional(0).await, Err(Closed));
}

#[fallback(stale = 1h, key = (), else = Ok(7), on = error)]
fn returns_future(answer: Result<u32, Closed>) -> impl Future<Output = Result<u32, Closed>> {
    ready(answer)
}

type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl Account {
    #[fallback(stale = 1h, key = self.id, on = error)]
    fn boxed(&mut self, up: bool) -> BoxFuture<'_, Result<u32, Closed>> {
        self.id += 1;
        Box::pin(ready(if up { Ok(self.id) } else { Err(Closed) }))
    }
}

#[tokio::test]
async fn functions_that_return_a_future_have_stale_values_too() {
    assert_eq!(returns_future(Err(Closed)).await, Ok(7));
    assert_eq!(returns_future(Ok(1)).await, Ok(1));
    assert_eq!(returns_future(Err(Closed)).await, Ok(1));

    let mut account = Account { id: 1 };
    assert_eq!(account.boxed(true).await, Ok(2));
    assert_eq!(
        account.boxed(false).await,
        Err(Closed),
        "another key by now"
    );
    account.id = 1;
    assert_eq!(account.boxed(false).await, Ok(2));
}

#[async_trait::async_trait]
trait Quotes {
    async fn quote(&self, symbol: &str, up: bool) -> Result<u32, Closed>;
    async fn renew(&mut self, up: bool) -> Result<u32, Closed>;
}

#[async_trait::async_trait]
impl Quotes for Account {
    #[fallback(stale = 1h, key = (self.id, symbol), on = error)]
    async fn quote(&self, symbol: &str, up: bool) -> Result<u32, Closed> {
        if up { Ok(self.id + 1) } else { Err(Closed) }
    }

    #[fallback(stale = 1h, key = self.id, on = error)]
    async fn renew(&mut self, up: bool) -> Result<u32, Closed> {
        if up { Ok(self.id) } else { Err(Closed) }
    }
}

#[tokio::test]
async fn methods_rewritten_by_async_trait_have_stale_values_too() {
    let mut account: Box<dyn Quotes> = Box::new(Account { id: 1 });
    assert_eq!(account.quote("A", true).await, Ok(2));
    assert_eq!(account.quote("A", false).await, Ok(2));
    assert_eq!(account.quote("B", false).await, Err(Closed));
    assert_eq!(account.renew(true).await, Ok(1));
    assert_eq!(account.renew(false).await, Ok(1));
}

#[fallback(stale = 1h, key = (), on = error)]
async fn shared(answer: Result<u32, Closed>) -> Result<u32, Closed> {
    answer
}

#[tokio::test]
async fn futures_stay_send_and_threads_share_values() {
    let good = tokio::spawn(shared(Ok(1))).await.unwrap();
    assert_eq!(good, Ok(1));
    assert_eq!(tokio::spawn(shared(Err(Closed))).await.unwrap(), Ok(1));
}

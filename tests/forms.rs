//! The attributes on asynchronous functions that are not `async fn`.

mod common;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use async_trait::async_trait;
use common::{Counter, Error};
use futures::future::{BoxFuture, FutureExt, LocalBoxFuture};
use resilience::{
    Failure, Rejected, bulkhead, circuit_breaker, fallback, registry, retry, timeout,
};

#[derive(Default)]
struct Service {
    calls: Counter,
}

impl Service {
    fn fails_before(&self, call: u32) -> Result<u32, Error> {
        match self.calls.add() {
            number if number < call => Err(Error::Down),
            number => Ok(number),
        }
    }

    async fn stand_in(
        &self,
        id: u32,
        (first, _): (String, u8),
        cause: Failure<Error>,
    ) -> Result<String, Error> {
        tokio::task::yield_now().await;
        Ok(format!("{first} {id} {cause:?} after {}", self.calls.get()))
    }

    #[retry(max = 3, delay = 0s)]
    fn opaque(&self, call: u32) -> impl Future<Output = Result<u32, Error>> + Send {
        let answer = self.fails_before(call);
        async move { answer }
    }

    #[circuit_breaker]
    #[retry(max = 3, delay = 0s)]
    #[timeout(1s)]
    fn boxed<'a>(
        &'a self,
        call: &'a u32,
    ) -> Pin<Box<dyn Future<Output = Result<u32, Error>> + Send + 'a>> {
        let answer = self.fails_before(*call);
        if answer == Ok(0) {
            return Box::pin(async { Ok(100) });
        }
        Box::pin(async move { answer })
    }

    #[retry(max = 3, delay = 0s)]
    fn aliased<'a>(&'a self, call: &'a u32) -> BoxFuture<'a, Result<u32, Error>> {
        async move { self.fails_before(*call) }.boxed()
    }
}

#[retry(max = 1, delay = 0s)]
fn not_send(number: Rc<u32>) -> LocalBoxFuture<'static, Result<u32, Error>> {
    let number = Rc::clone(&number);
    async move { Ok(*number) }.boxed_local()
}

#[retry(max = 1, delay = 0s)]
fn pinned_opaque(number: u32) -> Pin<Box<impl Future<Output = Result<u32, Error>>>> {
    Box::pin(async move { Ok(number) })
}

#[retry(max = 1, delay = 0s)]
fn captures<'a>(
    text: &'a str,
    _other: &str,
) -> impl Future<Output = Result<&'a str, Error>> + Send + use<'a> {
    async move { Ok(text) }
}

/// The error type is known only from the signature, not from the body.
#[retry(max = 1, delay = 0s)]
fn error_by_the_signature(number: u32) -> impl Future<Output = Result<u32, Rejected>> {
    std::future::ready(Ok(number))
}

fn stand_in<F: Fn() -> u32>(text: &str, number: F) -> Result<String, Error> {
    match number() {
        0 => Ok(text.to_uppercase()),
        _ => Err(Error::NotFound),
    }
}

#[fallback(stand_in, on = error)]
#[timeout(1s)]
fn stood_in_for(
    text: &str,
    number: impl Fn() -> u32,
) -> impl Future<Output = Result<String, Error>> {
    let number = number();
    async move {
        match number {
            0 => Err(Error::Down),
            _ => Ok(text.to_owned()),
        }
    }
}

#[tokio::test]
async fn functions_that_return_a_future_run_their_pipeline_when_awaited() {
    let service = Service::default();
    let future = service.opaque(2);
    assert_eq!(service.calls.get(), 0, "nothing runs before");
    assert_eq!(future.await, Ok(2));

    assert_eq!(service.boxed(&4).await, Ok(4));
    assert_eq!(Service::default().boxed(&0).await, Ok(100));
    assert_eq!(service.aliased(&9).await, Err(Error::Down));
    assert_eq!(service.aliased(&9).await, Ok(9));
    assert_eq!(pinned_opaque(6).await, Ok(6));
    let captured = {
        let other = "b".to_owned();
        captures("a", &other)
    };
    assert_eq!(
        captured.await,
        Ok("a"),
        "`other` is dropped before the call runs"
    );
    assert_eq!(error_by_the_signature(5).await, Ok(5));
    assert_eq!(not_send(Rc::new(7)).await, Ok(7));
    assert_eq!(stood_in_for("a", || 0).await, Ok("A".to_owned()));
    assert_eq!(stood_in_for("a", || 1).await, Ok("a".to_owned()));
    let spawned = tokio::spawn(async move { service.opaque(0).await });
    assert_eq!(spawned.await.expect("no panic"), Ok(10));
}

#[async_trait]
trait Api {
    async fn get(&self, id: u32, name: (String, u8)) -> Result<String, Error>;

    #[retry(max = 2, delay = 0s)]
    async fn default_body(&mut self, calls: &Counter) -> Result<u32, Error> {
        match calls.add() {
            2 => Ok(2),
            _ => Err(Error::Down),
        }
    }

    #[timeout(1s)]
    async fn without_receiver(text: String) -> Result<String, Error> {
        Ok(text)
    }
}

#[async_trait]
impl Api for Service {
    #[fallback(Self::stand_in(self, id, (format!("{cause:?}"), 0), cause), on = error)]
    #[circuit_breaker(name = "async trait", threshold = 100)]
    #[bulkhead(max = 3)]
    #[retry(max = 2, delay = 0s, clone(id))]
    #[timeout(5s)]
    async fn get(&self, id: u32, (name, _): (String, u8)) -> Result<String, Error> {
        self.fails_before(2)?;
        if id == 9 {
            return Err(Error::NotFound);
        }
        Ok(name.clone())
    }
}

#[tokio::test]
async fn methods_of_an_async_trait_accept_attributes() {
    let mut service = Service::default();
    let name = || ("a".to_owned(), 0);
    assert_eq!(service.get(1, name()).await, Ok("a".to_owned()));
    assert_eq!(service.calls.get(), 3, "two retries");
    let answer = service.get(9, name()).await.expect("stood in for");
    assert!(answer.ends_with("9 Error(NotFound) after 6"), "{answer}");
    let breaker = registry::circuit_breaker("async trait").expect("listed");
    assert_eq!(
        (breaker.snapshot().successes, breaker.snapshot().failures),
        (1, 1)
    );
    assert_eq!(service.default_body(&Counter::new()).await, Ok(2));
    assert_eq!(
        Service::without_receiver("b".to_owned()).await,
        Ok("b".to_owned())
    );
    let dynamic: Box<dyn Api2> = Box::new(service);
    assert_eq!(dynamic.number().await, Ok(6));
}

#[async_trait(?Send)]
trait Api2 {
    async fn number(&self) -> Result<u32, Error>;
}

#[async_trait(?Send)]
impl Api2 for Service {
    #[timeout(1s)]
    async fn number(&self) -> Result<u32, Error> {
        let not_send = Rc::new(self.calls.get());
        tokio::task::yield_now().await;
        Ok(*not_send)
    }
}

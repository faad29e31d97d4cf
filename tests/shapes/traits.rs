//! Methods of traits: native, with default bodies, and through `#[async_trait]`.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;

use async_trait::async_trait;
use resilience::{bulkhead, circuit_breaker, fallback, retry, timeout};

use crate::common::{Counter, Error};

trait Native {
    const RETRIES: u32;

    fn calls(&self) -> &Counter;

    async fn required(&mut self, extra: u32) -> Result<u32, Error>;

    #[circuit_breaker]
    #[bulkhead(max = 1)]
    #[retry(max = Self::RETRIES, delay = 0s)]
    #[timeout(1s)]
    async fn provided(&self) -> Result<u32, Error> {
        match self.calls().add() {
            0 | 1 => Err(Error::Down),
            number => Ok(number),
        }
    }

    #[fallback(Self::stand_in, on = error)]
    #[timeout(1s)]
    async fn provided_by_value(self) -> Result<u32, Error>
    where
        Self: Sized,
    {
        Err(Error::Down)
    }

    fn stand_in(self) -> Result<u32, Error>
    where
        Self: Sized,
    {
        Ok(self.calls().get())
    }

    #[retry(max = 2, delay = 0s)]
    fn provided_future(&self) -> impl Future<Output = Result<u32, Error>> + Send
    where
        Self: Sync,
    {
        let number = self.calls().add();
        async move { Ok(number) }
    }
}

struct Service(Counter);

impl Native for Service {
    const RETRIES: u32 = 2;

    fn calls(&self) -> &Counter {
        &self.0
    }

    #[circuit_breaker]
    #[bulkhead(max = 1)]
    #[retry(max = 2, base_delay = 0s)]
    #[timeout(1s)]
    async fn required(&mut self, extra: u32) -> Result<u32, Error> {
        match self.0.add() {
            0 | 1 => Err(Error::Down),
            number => Ok(number + extra),
        }
    }
}

#[tokio::test]
async fn native_methods_are_annotated_in_traits_and_impls() {
    let new = || Service(Counter::new());
    assert_eq!(new().required(10).await, Ok(12));
    let service = new();
    assert_eq!(service.provided().await, Ok(2));
    assert_eq!(service.provided_future().await, Ok(3));
    assert_eq!(service.provided_by_value().await, Ok(4));
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a fallback has the signature of its function"
)]
fn elsewhere<T: ?Sized>(_: &T, text: &str) -> Result<String, Error> {
    Ok(format!("{text} from elsewhere"))
}

#[async_trait]
trait Api: Send + Sync {
    async fn fetch<'a>(&'a self, text: &'a str) -> Result<&'a str, Error>;

    #[fallback(elsewhere, on = error)]
    #[circuit_breaker]
    #[bulkhead(max = 1)]
    #[retry(max = 1, delay = 0s)]
    #[timeout(1s)]
    async fn fetched(&self, text: &str) -> Result<String, Error> {
        self.fetch(text).await.map(ToOwned::to_owned)
    }

    async fn generic<T: Into<u32> + Send + Sync + Clone, const N: usize>(
        &mut self,
        items: [T; N],
    ) -> Result<u32, Error>
    where
        Self: Sized;

    async fn in_box(self: Box<Self>) -> Result<u32, Error>;
    async fn in_arc(self: Arc<Self>) -> Result<usize, Error>;
    async fn pinned(self: Pin<&mut Self>) -> Result<u32, Error>;
    async fn by_value(self) -> Result<u32, Error>
    where
        Self: Sized;
}

#[async_trait]
impl Api for Service {
    #[retry(max = 1, delay = 0s)]
    #[timeout(1s)]
    async fn fetch<'a>(&'a self, text: &'a str) -> Result<&'a str, Error> {
        tokio::task::yield_now().await;
        text.strip_prefix('a').ok_or(Error::NotFound)
    }

    #[circuit_breaker]
    #[retry(max = 2, delay = 0s, clone(items))]
    async fn generic<T: Into<u32> + Send + Sync + Clone, const N: usize>(
        &mut self,
        items: [T; N],
    ) -> Result<u32, Error> {
        match self.0.add() {
            2 => Ok(items.into_iter().map(Into::into).sum()),
            _ => Err(Error::Down),
        }
    }

    #[bulkhead(max = 1)]
    async fn in_box(self: Box<Self>) -> Result<u32, Error> {
        Ok(self.0.add())
    }

    #[retry(max = 1, delay = 0s)]
    async fn in_arc(self: Arc<Self>) -> Result<usize, Error> {
        Ok(Arc::strong_count(&self))
    }

    #[timeout(1s)]
    async fn pinned(self: Pin<&mut Self>) -> Result<u32, Error> {
        Ok(self.get_mut().0.add())
    }

    #[fallback(Self::stand_in)]
    #[timeout(1s)]
    async fn by_value(self) -> Result<u32, Error> {
        Ok(self.0.get())
    }
}

#[tokio::test]
async fn methods_of_an_async_trait_keep_every_receiver() {
    let new = || Service(Counter::new());
    assert_eq!(new().generic([1_u8, 2]).await, Ok(3));
    assert_eq!(Box::new(new()).in_box().await, Ok(0));
    assert_eq!(Arc::new(new()).in_arc().await, Ok(1));
    assert_eq!(pin!(new()).pinned().await, Ok(0));
    assert_eq!(new().by_value().await, Ok(0));
    let dynamic: Arc<dyn Api> = Arc::new(new());
    assert_eq!(dynamic.fetch("ab").await, Ok("b"));
    assert_eq!(dynamic.fetched("ab").await, Ok("b".to_owned()));
    let answer = dynamic.fetched("b").await;
    assert_eq!(answer, Ok("b from elsewhere".to_owned()));
    let spawned = tokio::spawn(async move { dynamic.fetched("ac").await });
    assert_eq!(spawned.await.unwrap(), Ok("c".to_owned()));
}

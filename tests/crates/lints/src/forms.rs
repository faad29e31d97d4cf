//! Every way to be asynchronous.

use core::pin::Pin;

use resilience::{bulkhead, circuit_breaker, fallback, rate_limit, retry, timeout};

use crate::Error;

/// A service.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Service {
    /// How often it was asked.
    pub calls: u32,
}

impl Service {
    /// How patient it is.
    const RETRIES: u32 = 2;

    /// Stands in.
    #[expect(clippy::unnecessary_wraps, reason = "the signature is the function's")]
    const fn stand_in(&mut self) -> Result<u32, Error> {
        Ok(self.calls)
    }

    /// By a mutable reference.
    ///
    /// # Errors
    ///
    /// When a policy rejects the call.
    #[fallback(Self::stand_in, on = error)]
    #[circuit_breaker]
    #[rate_limit(max = 100, per = 1s)]
    #[bulkhead(max = 1)]
    #[retry(max = Self::RETRIES, delay = 0s)]
    #[timeout(1s)]
    pub async fn ask(&mut self) -> Result<u32, Error> {
        self.calls = self.calls.saturating_add(1);
        Err(Error::Down)
    }

    /// By value.
    ///
    /// # Errors
    ///
    /// When a policy rejects the call.
    #[circuit_breaker]
    #[timeout(1s)]
    pub async fn consume(self) -> Result<u32, Error> {
        Ok(self.calls)
    }

    /// A future.
    #[circuit_breaker]
    #[retry(max = 1, delay = 0s)]
    #[timeout(1s)]
    pub fn future(&self) -> impl Future<Output = Result<u32, Error>> + Send {
        let calls = self.calls;
        async move { Ok(calls) }
    }

    /// A boxed future.
    #[circuit_breaker]
    #[timeout(1s)]
    pub fn boxed(&self) -> Pin<Box<dyn Future<Output = Result<u32, Error>> + Send + '_>> {
        Box::pin(async { Ok(self.calls) })
    }
}

/// A trait with a default body.
pub(crate) trait Ask {
    /// Asks.
    #[circuit_breaker]
    #[retry(max = 1, delay = 0s)]
    #[timeout(1s)]
    async fn ask_twice(&self, answer: u32) -> Result<u32, Error> {
        Ok(answer.saturating_mul(2))
    }
}

impl Ask for Service {}

/// Asks a service.
///
/// # Errors
///
/// When a policy rejects the call.
pub async fn twice(answer: u32) -> Result<u32, Error> {
    Service::default().ask_twice(answer).await
}

/// With generics of every kind.
///
/// # Errors
///
/// When a policy rejects the call.
#[bulkhead(max = 1)]
#[retry(max = N, delay = 0s)]
#[timeout(1s)]
pub async fn generic<'a, T: Clone + Sync, const N: u32>(
    (items, _): (&'a [T], u8),
    _ignored: u32,
    _: String,
) -> Result<impl Iterator<Item = T> + use<'a, T, N>, Error> {
    Ok(items.iter().cloned())
}

#[cfg(test)]
mod tests {
    //! Calls them.

    use crate::{Error, forms, imports, layers};

    #[tokio::test]
    async fn what_gives_no_lint_runs() {
        let mut service = forms::Service::default();
        assert_eq!(service.ask().await, Ok(3));
        assert_eq!(service.future().await, Ok(3));
        assert_eq!(service.boxed().await, Ok(3));
        assert_eq!(service.consume().await, Ok(3));
        assert_eq!(forms::twice(2).await, Ok(4));
        let items = forms::generic::<_, 1>((&[1_u32], 0), 0, String::new()).await;
        assert_eq!(items.map(Iterator::collect), Ok(vec![1_u32]));
        assert_eq!(imports::gathered::answer(1).await, Ok(1));
        assert_eq!(imports::indirect::by_a_glob(1).await, Ok(1));
        assert_eq!(imports::indirect::by_a_module(1).await, Ok(1));
        assert_eq!(layers::all(1).await, Ok(1));
        assert_eq!(layers::all(0).await, Err(Error::Down));
        assert_eq!(layers::judged(1).await, Ok(1));
        let answer = layers::called_with_cause("a").await;
        assert_eq!(answer, Ok("a".to_owned()));
        assert_eq!(layers::called(&mut 1).await, Ok(2));
        assert_eq!(layers::rejects().await, Ok(()));
    }
}

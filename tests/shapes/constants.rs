//! Settings from constants, including constants that only the function can see.

use std::time::Duration;

use resilience::{Rejected, bulkhead, circuit_breaker, registry, retry, timeout};

use crate::common::{Counter, Error};

const NAME: &str = "by a constant";
const LIMIT: Duration = Duration::from_secs(1);

#[circuit_breaker(name = NAME, cooldown = LIMIT..60s)]
#[bulkhead(name = NAME, max = 1, wait = "1.5s")]
#[retry(budget = NAME, delay = LIMIT)]
#[timeout(Duration::from_millis(5))]
async fn outside() -> Result<(), Error> {
    Ok(())
}

#[tokio::test]
async fn a_constant_works_for_any_setting() {
    assert_eq!(outside().await, Ok(()));
    assert!(registry::retry_budget(NAME).is_some());
}

/// The timeouts and retries of a kind of client.
trait Patience {
    const LIMIT: Duration;
    const RETRIES: u32;
    const FACTOR: f64 = 1.5;

    fn calls(&self) -> &Counter;

    #[timeout(Self::LIMIT)]
    #[retry(max = Self::RETRIES, base_delay = Self::LIMIT, factor = Self::FACTOR)]
    #[timeout(Self::LIMIT)]
    async fn in_a_trait(&self) -> Result<u32, Error> {
        hang().await
    }

    #[retry(max = Self::RETRIES, delay = 0s)]
    async fn retried(&self) -> Result<u32, Error> {
        self.calls().add();
        Err(Error::Down)
    }
}

async fn hang() -> Result<u32, Error> {
    std::future::pending().await
}

struct Eager(Counter);
struct Calm(Counter);

impl Patience for Eager {
    const LIMIT: Duration = Duration::from_millis(10);
    const RETRIES: u32 = 4;

    fn calls(&self) -> &Counter {
        &self.0
    }
}

impl Patience for Calm {
    const LIMIT: Duration = Duration::from_secs(20);
    const RETRIES: u32 = 1;

    fn calls(&self) -> &Counter {
        &self.0
    }
}

impl Eager {
    const PAUSE: Duration = Duration::from_secs(2);

    #[retry(max = 1, delay = Self::PAUSE)]
    #[timeout(<Self as Patience>::LIMIT)]
    async fn in_an_impl(&self) -> Result<u32, Error> {
        hang().await
    }

    #[timeout(Self::LIMIT)]
    fn of_a_future(&self) -> impl Future<Output = Result<u32, Error>> + Send {
        hang()
    }
}

struct Pool<const N: u32>;

impl<const N: u32> Pool<N> {
    /// The function's signature does not contain the generics of the `impl`.
    const RETRIES: u32 = N;

    #[retry(max = Self::RETRIES, delay = 0s)]
    async fn by_generic_of_the_impl(&self, calls: &Counter) -> Result<u32, Error> {
        calls.add();
        Err(Error::Down)
    }
}

#[retry(max = N, delay = 0s)]
async fn by_const_generic<const N: u32>(calls: &Counter) -> Result<u32, Error> {
    calls.add();
    Err(Error::Down)
}

#[timeout(P::LIMIT)]
async fn by_type_generic<P: Patience>(_: &P) -> Result<u32, Error> {
    hang().await
}

const fn limit(answer: &Result<u32, Error>) -> Option<Duration> {
    match answer {
        Err(Error::Rejected(Rejected::TimedOut { limit, .. })) => Some(*limit),
        _ => None,
    }
}

#[tokio::test(start_paused = true)]
async fn each_type_has_its_own_timeout() {
    let (eager, calm) = (Eager(Counter::new()), Calm(Counter::new()));
    assert_eq!(limit(&eager.in_a_trait().await), Some(Eager::LIMIT));
    assert_eq!(limit(&calm.in_a_trait().await), Some(Calm::LIMIT));
    assert_eq!(limit(&by_type_generic(&eager).await), Some(Eager::LIMIT));
    assert_eq!(limit(&by_type_generic(&calm).await), Some(Calm::LIMIT));
    assert_eq!(limit(&eager.of_a_future().await), Some(Eager::LIMIT));
    let started = tokio::time::Instant::now();
    assert_eq!(limit(&eager.in_an_impl().await), Some(Eager::LIMIT));
    assert_eq!(started.elapsed(), Eager::PAUSE + 2 * Eager::LIMIT);
}

#[tokio::test]
async fn each_type_has_its_own_retries() {
    let (eager, calm) = (Eager(Counter::new()), Calm(Counter::new()));
    let _ = (eager.retried().await, calm.retried().await);
    assert_eq!((eager.0.get(), calm.0.get()), (5, 2));
    let calls = Counter::new();
    let _ = by_const_generic::<3>(&calls).await;
    assert_eq!(calls.get(), 4);
    let _ = by_const_generic::<1>(&calls).await;
    assert_eq!(calls.get(), 6);
    let _ = Pool::<2>.by_generic_of_the_impl(&calls).await;
    assert_eq!(calls.get(), 9);
}

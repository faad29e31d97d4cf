//! Type, lifetime and const generics, and `impl Trait` in both places.

use std::fmt::{Debug, Display};
use std::future::Future;

use resilience::{bulkhead, circuit_breaker, fallback, retry, timeout};

use crate::common::{Counter, Error};

#[circuit_breaker]
#[retry(max = 1, base_delay = 0s)]
async fn all_kinds<'a, T, const N: usize>(
    items: &'a [T; N],
    (first, _): (usize, u8),
    _: u32,
) -> Result<impl Display + use<'a, T, N>, Error>
where
    T: Display + Sync,
{
    let pick = async move { items.get(first).ok_or(Error::NotFound) };
    let item = pick.await?;
    Ok(format!("{item} of {N}"))
}

#[retry(max = 2, delay = 0s, when = |error: &E| format!("{error:?}") == "Down")]
async fn error_of_any_type<T, E>(ask: &(impl Fn() -> Result<T, E> + Sync)) -> Result<T, E>
where
    E: Debug,
{
    ask()
}

/// Nothing rejects here, so the error needs no `From<Rejected>` bound.
#[circuit_breaker]
#[timeout(1s)]
async fn error_with_a_bound<T, E: From<resilience::Rejected>>(answer: T) -> Result<T, E> {
    Ok(answer)
}

fn stand_in_for_all<T: Clone, const N: usize>(items: &[T; N]) -> Result<Vec<T>, Error> {
    items.get(1..).map(<[T]>::to_vec).ok_or(Error::NotFound)
}

#[fallback(stand_in_for_all::<T, N>, on = error)]
#[bulkhead(max = 1)]
async fn fallback_with_generics<T: Clone, const N: usize>(items: &[T; N]) -> Result<Vec<T>, Error> {
    items
        .first()
        .map(|first| vec![first.clone()])
        .filter(|_| N != 2)
        .ok_or(Error::Down)
}

#[retry(max = 2, delay = 0s)]
async fn two_lifetimes<'a, 'b: 'a>(
    left: &'a str,
    right: &'b str,
    calls: &Counter,
) -> Result<(&'a str, &'b str), Error> {
    match calls.add() {
        2 => Ok((left, right)),
        _ => Err(Error::Down),
    }
}

#[timeout(1s)]
async fn elided(text: &str) -> Result<impl Iterator<Item = char>, Error> {
    tokio::task::yield_now().await;
    Ok(text.chars().rev())
}

#[circuit_breaker]
#[retry(max = 1, delay = 0s)]
#[timeout(1s)]
async fn calls_back<F, R>(mutable: &mut u32, call: F) -> Result<R, Error>
where
    F: AsyncFn(&mut u32) -> Result<R, Error>,
{
    call(mutable).await
}

#[retry(max = 1, delay = 0s)]
async fn calls_for_a_future<F: Future<Output = Result<u32, Error>>>(
    call: impl Fn(u32) -> F,
) -> Result<u32, Error> {
    call(1).await
}

#[retry(max = 1, delay = 0s)]
async fn for_any_lifetime<F>(call: F) -> Result<usize, Error>
where
    F: for<'a> Fn(&'a str) -> &'a str,
{
    Ok(call("tea").len())
}

#[timeout(1s)]
async fn unsized_type<T: ?Sized + Display>(item: &T) -> Result<String, Error> {
    Ok(item.to_string())
}

#[timeout(1s)]
async fn behind_dyn(item: Box<dyn Display + Send + '_>) -> Result<Box<dyn Debug>, Error> {
    Ok(Box::new(item.to_string()))
}

struct Pool<T, const N: usize>([T; N]);

impl<T: Clone + Sync, const N: usize> Pool<T, N> {
    #[circuit_breaker]
    #[retry(max = 1, delay = 0s)]
    async fn pick<'a, K>(&'a self, key: K) -> Result<&'a T, Error>
    where
        K: Into<usize> + Copy,
        T: 'a,
    {
        self.0.get(key.into()).ok_or(Error::NotFound)
    }
}

#[tokio::test]
async fn generics_of_every_kind_stay_generic() {
    let picked = all_kinds(&[1, 2], (1, 0), 0).await;
    assert_eq!(picked.map(|it| format!("{it}")), Ok("2 of 2".to_owned()));
    let picked = all_kinds(&["a"], (1, 0), 0).await;
    assert_eq!(picked.map(|it| format!("{it}")), Err(Error::NotFound));

    let calls = Counter::new();
    let ask = || {
        if calls.add() == 2 {
            Ok(2)
        } else {
            Err(Error::Down)
        }
    };
    assert_eq!(error_of_any_type(&ask).await, Ok(2));
    assert_eq!(error_with_a_bound::<_, Error>('a').await, Ok('a'));
    assert_eq!(fallback_with_generics(&[1]).await, Ok(vec![1]));
    assert_eq!(fallback_with_generics(&["a", "b"]).await, Ok(vec!["b"]));
    assert_eq!(
        two_lifetimes("a", "b", &Counter::new()).await,
        Ok(("a", "b"))
    );
    assert_eq!(
        elided("tea").await.map(Iterator::collect),
        Ok("aet".to_owned())
    );
    let mut number = 1;
    let call = async |number: &mut u32| {
        *number += 1;
        Ok(*number)
    };
    assert_eq!(calls_back(&mut number, call).await, Ok(2));
    assert_eq!(calls_for_a_future(|it| async move { Ok(it) }).await, Ok(1));
    assert_eq!(for_any_lifetime(str::trim).await, Ok(3));
    assert_eq!(unsized_type("tea").await, Ok("tea".to_owned()));
    let shown = behind_dyn(Box::new(7)).await.unwrap();
    assert_eq!(format!("{shown:?}"), "\"7\"");
    assert_eq!(Pool(['a', 'b']).pick(1_u16).await, Ok(&'b'));
}

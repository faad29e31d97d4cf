//! The functions that the attributes fit on, in a crate that forbids `unsafe` and denies every lint.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::pedantic, clippy::nursery, missing_docs, unused)]

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use resilience::{Rejected, bulkhead, circuit_breaker, fallback, registry, retry, timeout};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Error {
    Down,
    NotFound,
    Rejected(Rejected),
}

impl From<Rejected> for Error {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

struct Client {
    calls: u32,
    label: String,
}

trait Ping {
    async fn ping(&mut self) -> Result<u32, Error>;
}

impl Ping for Client {
    #[circuit_breaker]
    #[bulkhead(max = 1)]
    #[retry(max = 2, base_delay = 0s)]
    #[timeout(1s)]
    async fn ping(&mut self) -> Result<u32, Error> {
        self.calls += 1;
        if self.calls < 3 {
            Err(Error::Down)
        } else {
            Ok(self.calls)
        }
    }
}

impl Client {
    #[circuit_breaker]
    #[retry(max = 1, base_delay = 0s)]
    async fn label(&self) -> Result<&str, Error> {
        tokio::task::yield_now().await;
        Ok(&self.label)
    }

    #[circuit_breaker]
    #[timeout(1s)]
    async fn label_mut(&mut self) -> Result<&mut String, Error> {
        Ok(&mut self.label)
    }

    #[bulkhead(max = 1)]
    async fn shared(self: Arc<Self>) -> Result<usize, Error> {
        Ok(Arc::strong_count(&self))
    }

    #[fallback(Self::whole)]
    #[bulkhead(max = 1)]
    async fn consumed(self) -> Result<String, Error> {
        Ok(self.label.clone())
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "a fallback has the signature of its function"
    )]
    fn whole(self) -> Result<String, Error> {
        Ok(self.label)
    }
}

#[circuit_breaker]
#[retry(max = 1, base_delay = 0s)]
async fn generic<'a, T, const N: usize>(
    items: &'a [T; N],
    (first, _): (usize, u8),
    _: u32,
) -> Result<impl Display + use<'a, T, N>, Error>
where
    T: Display + Sync,
{
    let mut sum = 0;
    'rows: for row in 0..N {
        for column in 0..N {
            if row + column > N {
                break 'rows;
            }
            sum += 1;
        }
    }
    let pick = async move { items.get(first).ok_or(Error::NotFound) };
    let item = pick.await?;
    Ok(format!("{item} {sum}"))
}

#[timeout(1s)]
async fn mutable(mut text: String) -> Result<String, Error> {
    text.push('!');
    Ok(text)
}

fn sum(run: u32, turn: u32, outcome: u32, answer: u32, failure: u32) -> Result<u32, Error> {
    [run, turn, outcome, answer, failure]
        .iter()
        .sum::<u32>()
        .checked_sub(1)
        .ok_or(Error::Down)
}

#[fallback(sum)]
#[circuit_breaker(threshold = 1)]
#[bulkhead(max = 1)]
#[retry(max = 1, delay = 0s)]
#[timeout(1s)]
async fn same_names(
    run: u32,
    turn: u32,
    outcome: u32,
    answer: u32,
    failure: u32,
) -> Result<u32, Error> {
    let (permit, rejected, builder) = (run, turn, outcome);
    if permit == 0 {
        Err(Error::Down)
    } else {
        Ok(permit + rejected + builder + answer + failure)
    }
}

#[circuit_breaker]
#[retry(max = 1, delay = 0s)]
#[timeout(1s)]
async fn named_as_attributes(retry: u32, timeout: u32) -> Result<u32, Error> {
    Ok(retry + timeout)
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "a fallback has the signature of its function"
)]
const fn configured(
    #[cfg(test)] present: u32,
    #[cfg(not(test))] absent: u32,
    last: u32,
) -> Result<u32, Error> {
    Ok(present + last)
}

#[fallback(configured, on = error)]
#[retry(max = 1, delay = 0s)]
async fn under_conditions(
    #[cfg(test)] present: u32,
    #[cfg(not(test))] absent: u32,
    last: u32,
) -> Result<u32, Error> {
    if present == last {
        Ok(0)
    } else {
        Err(Error::Down)
    }
}

/// An error that cannot be sent between threads does not keep the future from it.
#[retry(max = 1, delay = 0s)]
async fn not_send(fail: bool) -> Result<u32, std::rc::Rc<str>> {
    if fail { Err("down".into()) } else { Ok(1) }
}

const fn is_send<F: Future + Send>(future: F) -> F {
    future
}

const NAME: &str = "by a constant";
const LIMIT: Duration = Duration::from_secs(1);

#[circuit_breaker(name = NAME, cooldown = LIMIT..60s)]
#[bulkhead(name = NAME, max = 1, wait = "1.5s")]
#[retry(budget = NAME, delay = LIMIT)]
#[timeout(Duration::from_millis(5))]
async fn constants() -> Result<(), Error> {
    Ok(())
}

// As if `Cargo.toml` had renamed the dependency.
extern crate resilience as again;

#[again::circuit_breaker(crate = ::again)]
#[again::bulkhead(max = 1, crate = ::again)]
#[again::timeout(1s)]
async fn renamed() -> Result<(), Error> {
    Ok(())
}

#[rustfmt::skip]
#[timeout(1s)]
async fn one_line() -> Result<u32, Error> { Ok(1) }

type Answer<T> = Result<T, Error>;

#[circuit_breaker]
#[bulkhead(max = 1)]
async fn r#match(r#type: Option<u32>) -> Answer<u32> {
    r#type.ok_or(Error::NotFound)
}

mod bare {
    #![no_implicit_prelude]
    #![allow(dead_code, reason = "they only have to be in the way")]

    use ::resilience::{bulkhead, circuit_breaker, fallback, retry, timeout};

    mod core {}
    mod std {}
    struct Ok;
    struct Option;
    struct String;

    #[allow(
        clippy::unnecessary_wraps,
        reason = "a fallback has the signature of its function"
    )]
    const fn stand_in(number: u32) -> ::core::result::Result<u32, super::Error> {
        ::core::result::Result::Ok(number)
    }

    #[fallback(stand_in)]
    #[circuit_breaker(threshold = 1, cooldown = 1s..2s)]
    #[bulkhead(max = 1)]
    #[retry(max = 1, jitter, delay = 1s, budget(ratio = 1%))]
    #[timeout(1s)]
    pub(super) async fn call(number: u32) -> ::core::result::Result<u32, super::Error> {
        ::core::result::Result::Ok(number + 1)
    }
}

macro_rules! calls {
    ($($name:ident, $threshold:expr, $cooldown:literal, $limit:literal;)*) => {$(
        #[circuit_breaker(threshold = $threshold, cooldown = $cooldown..$limit)]
        async fn $name() -> Result<&'static str, Error> {
            Ok(stringify!($name))
        }
    )*};
}

calls! {
    made, 2, "1s", 1s;
    made_too, 3, 2s, 4s;
}

#[tokio::test]
async fn every_shape_runs() {
    let mut client = Client {
        calls: 0,
        label: "tea".to_owned(),
    };
    assert_eq!(client.ping().await, Ok(3));
    client.label_mut().await.unwrap().push('s');
    assert_eq!(client.label().await, Ok("teas"));
    assert_eq!(client.consumed().await, Ok("teas".to_owned()));
    assert_eq!(
        Arc::new(Client {
            calls: 0,
            label: String::new()
        })
        .shared()
        .await,
        Ok(1)
    );
    assert_eq!(
        generic(&[1, 2], (1, 0), 0).await.map(|it| format!("{it}")),
        Ok("2 4".to_owned())
    );
    assert_eq!(mutable("tea".to_owned()).await, Ok("tea!".to_owned()));
    assert_eq!((constants().await, renamed().await), (Ok(()), Ok(())));
    assert!(registry::retry_budget(NAME).is_some());
    assert_eq!(named_as_attributes(1, 2).await, Ok(3));
    assert_eq!(
        (under_conditions(1, 1).await, under_conditions(1, 2).await),
        (Ok(0), Ok(3))
    );
    assert_eq!(is_send(not_send(false)).await, Ok(1));
    assert_eq!(is_send(not_send(true)).await, Err("down".into()));
    assert_eq!(one_line().await, Ok(1));
    assert_eq!(same_names(1, 2, 3, 4, 5).await, Ok(15));
    assert_eq!(same_names(0, 2, 3, 4, 5).await, Err(Error::Down));
    assert_eq!(same_names(1, 2, 3, 4, 5).await, Ok(14));
    assert_eq!(r#match(Some(1)).await, Ok(1));
    assert_eq!(bare::call(1).await, Ok(2));
    assert_eq!(
        (made().await, made_too().await),
        (Ok("made"), Ok("made_too"))
    );
    assert!(
        registry::circuit_breaker("shapes::match").is_some(),
        "without the raw mark"
    );
}

#[tokio::test]
async fn a_body_that_borrows_its_arguments_can_be_spawned() {
    let spawned = tokio::spawn(async {
        let client = Client {
            calls: 0,
            label: "tea".to_owned(),
        };
        client.label().await.map(str::len)
    });
    assert_eq!(spawned.await.unwrap(), Ok(3));
}

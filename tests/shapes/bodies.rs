//! Bodies with every kind of control flow.

use std::convert::Infallible;
use std::num::ParseIntError;

use futures::future::BoxFuture;
use resilience::{Rejected, circuit_breaker, registry, retry, timeout};

use crate::common::{Counter, Error};

#[derive(Debug, PartialEq, Eq)]
enum Unread {
    Number(ParseIntError),
    Rejected(Rejected),
}

impl From<ParseIntError> for Unread {
    fn from(error: ParseIntError) -> Self {
        Self::Number(error)
    }
}

impl From<Rejected> for Unread {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

/// `?` and `return` end the attempt; `?` converts the error as usual.
#[circuit_breaker(name = "bodies: read", threshold = 100)]
#[retry(max = 2, delay = 0s)]
#[timeout(1s)]
async fn read(text: &str, calls: &Counter) -> Result<u32, Unread> {
    calls.add();
    if text.is_empty() {
        return Ok(0);
    }
    let number: u32 = text.parse()?;
    Ok(number)
}

#[retry(max = 1, delay = 0s)]
async fn with_loops(rows: u32) -> Result<u32, Error> {
    let mut sum = 0;
    'rows: for row in 0.. {
        for column in 0.. {
            if row + column > rows {
                break 'rows;
            }
            if column > 2 {
                continue 'rows;
            }
            sum += 1;
        }
    }
    let found = loop {
        sum += 1;
        if sum > 5 {
            break sum;
        }
    };
    let block = 'block: {
        if found > 1 {
            break 'block found;
        }
        0
    };
    while sum > 0 {
        sum -= 1;
    }
    Ok(block)
}

#[circuit_breaker]
#[timeout(1s)]
async fn with_blocks_and_closures(text: &str) -> Result<String, Error> {
    let shout = |text: &str| -> Result<String, Error> {
        if text.is_empty() {
            return Err(Error::NotFound);
        }
        Ok(text.to_uppercase())
    };
    let later = async move {
        let shouted = shout(text)?;
        Ok::<_, Error>(shouted + "!")
    };
    let twice = async |text: String| text.clone() + &text;
    Ok(twice(later.await?).await)
}

#[timeout(1s)]
async fn with_items() -> Result<u32, Error> {
    use std::convert::identity;
    const START: u32 = 1;
    struct Inner(u32);
    impl Inner {
        #[retry(max = 1, delay = 0s)]
        async fn number(&self) -> Result<u32, Error> {
            Ok(self.0)
        }
    }
    #[retry(max = 1, delay = 0s)]
    async fn nested(number: u32) -> Result<u32, Error> {
        Ok(number)
    }
    let in_block = {
        #[circuit_breaker]
        #[timeout(1s)]
        async fn nested(number: u32) -> Result<u32, Error> {
            Ok(number + 10)
        }
        nested(START).await?
    };
    Ok(identity(
        nested(in_block).await? + Inner(100).number().await?,
    ))
}

#[circuit_breaker(name = "bodies: recursion")]
#[retry(max = 1, delay = 0s)]
#[timeout(1s)]
async fn recursive(depth: u32) -> Result<u32, Error> {
    match depth {
        0 => Ok(0),
        _ => Ok(1 + Box::pin(recursive(depth - 1)).await?),
    }
}

#[retry(max = 1, delay = 0s)]
async fn macros(wanted: bool) -> Result<&'static str, Error> {
    if !wanted {
        unreachable!("it is");
    }
    tokio::select! {
        biased;
        () = std::future::ready(()) => Ok(concat!("a", "b")),
        () = std::future::pending() => Err(Error::Down),
    }
}

#[retry(max = 1, delay = 0s)]
#[timeout(1s)]
async fn to_be_written(_text: String) -> Result<u32, Error> {
    todo!()
}

#[circuit_breaker]
#[timeout(1s)]
fn future_to_be_written() -> BoxFuture<'static, Result<u32, Error>> {
    todo!()
}

/// Ends only with an error.
#[circuit_breaker]
async fn forever(mut turns: u32) -> Result<Infallible, Error> {
    loop {
        turns = turns.checked_sub(1).ok_or(Error::Down)?;
        if turns == 7 {
            to_be_written(String::new()).await?;
            future_to_be_written().await?;
        }
    }
}

#[rustfmt::skip]
#[timeout(1s)]
async fn one_line() -> Result<u32, Error> { Ok(1) }

#[tokio::test]
async fn a_body_runs_as_written() {
    let calls = Counter::new();
    assert_eq!(read("7", &calls).await, Ok(7));
    assert_eq!(read("", &calls).await, Ok(0));
    assert!(matches!(read("a", &calls).await, Err(Unread::Number(_))));
    assert_eq!(calls.get(), 5);
    let breaker = registry::circuit_breaker("bodies: read").unwrap();
    assert_eq!(breaker.snapshot().successes, 2);
    assert_eq!(with_loops(3).await, Ok(7));
    assert_eq!(with_blocks_and_closures("a").await, Ok("A!A!".to_owned()));
    assert_eq!(with_blocks_and_closures("").await, Err(Error::NotFound));
    assert_eq!(with_items().await, Ok(111));
    assert_eq!(recursive(3).await, Ok(3));
    let breaker = registry::circuit_breaker("bodies: recursion").unwrap();
    assert_eq!(breaker.snapshot().successes, 4);
    assert_eq!(macros(true).await, Ok("ab"));
    assert_eq!(forever(3).await, Err(Error::Down));
    assert_eq!(one_line().await, Ok(1));
}

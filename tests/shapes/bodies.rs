//! What a body may do, and where its future may run.

use std::cell::Cell;
use std::num::ParseIntError;
use std::rc::Rc;

use resilience::{
    Rejected, bulkhead, circuit_breaker, fallback, rate_limit, registry, retry, timeout,
};
use tokio::task::LocalSet;

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

/// `?` and `return` end the attempt; the error is converted as ever.
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

#[rustfmt::skip]
#[timeout(1s)]
async fn one_line() -> Result<u32, Error> { Ok(1) }

#[tokio::test]
async fn a_body_runs_as_it_is_written() {
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
    assert_eq!(one_line().await, Ok(1));
}

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

/// An error that cannot be sent between threads does not keep the future from it.
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

/// `Sync` is asked of no argument that is the body's own.
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

//! Aliases of `Result`, and error types of other crates.

use std::error::Error as StdError;
use std::io;

use resilience::{Rejected, bulkhead, circuit_breaker, retry, timeout};

use crate::common::{Counter, Error};

type Answer<T> = Result<T, Error>;
type Unit = Result<(), Error>;

#[circuit_breaker]
#[timeout(1s)]
async fn own_alias(answer: Option<u32>) -> Answer<u32> {
    answer.ok_or(Error::NotFound)
}

#[bulkhead(max = 1)]
async fn alias_without_arguments() -> Unit {
    Ok(())
}

/// Nothing rejects here, so `io::Error` need not implement `From<Rejected>`.
#[retry(max = 2, delay = 0s, when = |error: &io::Error| error.kind() == io::ErrorKind::Other)]
async fn io_alias(calls: &Counter) -> io::Result<u32> {
    match calls.add() {
        2 => Ok(2),
        _ => Err(io::Error::other("down")),
    }
}

#[circuit_breaker(threshold = 1)]
#[retry(max = 1, delay = 0s)]
#[timeout(5ms)]
async fn anyhow_alias(text: &str) -> anyhow::Result<u32> {
    if text == "hang" {
        std::future::pending::<()>().await;
    }
    let number: u32 = text.parse()?;
    anyhow::ensure!(number > 0, "{number} is too small");
    Ok(number)
}

#[circuit_breaker]
#[timeout(1s)]
async fn boxed_error(text: &str) -> Result<u32, Box<dyn StdError + Send + Sync>> {
    Ok(text.parse()?)
}

#[retry(max = 1, delay = 0s)]
async fn by_its_path(fail: bool) -> ::core::result::Result<Option<()>, ::core::fmt::Error> {
    if fail {
        Err(::core::fmt::Error)
    } else {
        Ok(None)
    }
}

#[circuit_breaker]
#[timeout(1s)]
async fn rejected_itself() -> Result<Result<u32, String>, Rejected> {
    Ok(Err("an answer, not a failure".to_owned()))
}

#[tokio::test(start_paused = true)]
async fn a_result_alias_may_have_any_name() {
    assert_eq!(own_alias(Some(1)).await, Ok(1));
    assert_eq!(own_alias(None).await, Err(Error::NotFound));
    assert_eq!(alias_without_arguments().await, Ok(()));
    assert_eq!(io_alias(&Counter::new()).await.ok(), Some(2));
    assert_eq!(boxed_error("3").await.ok(), Some(3));
    assert!(
        boxed_error("a")
            .await
            .unwrap_err()
            .to_string()
            .contains("digit")
    );
    assert_eq!(by_its_path(false).await, Ok(None));
    assert_eq!(by_its_path(true).await, Err(::core::fmt::Error));
    assert!(matches!(rejected_itself().await, Ok(Err(_))));

    assert_eq!(anyhow_alias("3").await.ok(), Some(3));
    let rejected = |error: &anyhow::Error| Rejected::find(error.as_ref()).cloned();
    let hung = anyhow_alias("hang").await.unwrap_err();
    assert!(
        matches!(rejected(&hung), Some(Rejected::TimedOut { .. })),
        "{hung}"
    );
    let open = anyhow_alias("3").await.unwrap_err();
    assert!(
        matches!(rejected(&open), Some(Rejected::CircuitOpen { .. })),
        "{open}"
    );
}

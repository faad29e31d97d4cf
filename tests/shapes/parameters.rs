//! Parameters that are patterns, mutable, ignored, conditional, or named like our own variables.

use resilience::{bulkhead, circuit_breaker, fallback, retry, timeout};

use crate::common::Error;

struct Order {
    id: u32,
    lines: [u32; 2],
}

#[circuit_breaker]
#[retry(max = 1, delay = 0s)]
async fn patterns(
    (first, _): (u32, u8),
    Order {
        id,
        lines: [line, ..],
    }: &Order,
    [left, right]: [u32; 2],
    whole @ (part, _): &(String, u32),
    _: String,
    _ignored: Option<u32>,
) -> Result<u32, Error> {
    assert_eq!(&whole.0, part);
    Ok(first + *id + *line + left + right + whole.1)
}

#[timeout(1s)]
async fn changed(mut text: String, (mut left, right): (u32, u32)) -> Result<String, Error> {
    left += right;
    text.push('!');
    Ok(format!("{text}{left}"))
}

const fn stand_in(_: &str, _used: u32) -> Result<u32, Error> {
    Err(Error::NotFound)
}

#[fallback(stand_in, on = error)]
#[bulkhead(max = 1)]
async fn ignored_but_passed_on(_text: &str, _number: u32) -> Result<u32, Error> {
    Err(Error::Down)
}

#[fallback(Ok(number), on = error)]
#[bulkhead(max = 1)]
async fn chosen_beside_a_pattern(_: &str, number: u32) -> Result<u32, Error> {
    (number > 5).then_some(1).ok_or(Error::Down)
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
    #[allow(unused_variables, reason = "an attribute that is no condition")] last: u32,
) -> Result<u32, Error> {
    if present == last {
        Ok(0)
    } else {
        Err(Error::Down)
    }
}

#[retry(max = 1, delay = 0s, clone(order, text))]
async fn consumed(order: Vec<u32>, text: String) -> Result<usize, Error> {
    let held = (order, text);
    Ok(held.0.len() + held.1.len())
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
async fn called_as_our_variables(
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
async fn called_as_the_attributes(retry: u32, timeout: u32) -> Result<u32, Error> {
    Ok(retry + timeout)
}

#[fallback(Ok(future + granted + private + cx))]
#[circuit_breaker]
#[retry(max = 1, delay = 0s, clone(future))]
async fn called_as_more_of_ours(
    future: u32,
    granted: u32,
    private: u32,
    cx: u32,
) -> Result<u32, Error> {
    Ok(future + granted + private + cx)
}

#[tokio::test]
async fn every_parameter_reaches_the_body() {
    let order = Order {
        id: 10,
        lines: [100, 0],
    };
    let whole = ("a".to_owned(), 3);
    assert_eq!(
        patterns((1, 0), &order, [1000, 2000], &whole, String::new(), None).await,
        Ok(3114)
    );
    assert_eq!(
        changed("tea".to_owned(), (1, 2)).await,
        Ok("tea!3".to_owned())
    );
    assert_eq!(ignored_but_passed_on("a", 1).await, Err(Error::NotFound));
    assert_eq!(chosen_beside_a_pattern("a", 3).await, Ok(3));
    assert_eq!(chosen_beside_a_pattern("a", 6).await, Ok(1));
    assert_eq!(
        (under_conditions(1, 1).await, under_conditions(1, 2).await),
        (Ok(0), Ok(3))
    );
    assert_eq!(consumed(vec![1], "tea".to_owned()).await, Ok(4));
}

#[tokio::test]
async fn parameter_names_do_not_clash_with_generated_names() {
    assert_eq!(called_as_our_variables(1, 2, 3, 4, 5).await, Ok(15));
    assert_eq!(
        called_as_our_variables(0, 2, 3, 4, 5).await,
        Err(Error::Down)
    );
    assert_eq!(called_as_our_variables(1, 2, 3, 4, 5).await, Ok(14));
    assert_eq!(called_as_the_attributes(1, 2).await, Ok(3));
    assert_eq!(called_as_more_of_ours(1, 2, 3, 4).await, Ok(10));
}

//! The policies without macros: each one with its builder and `call`, then all in one function.
//!
//! ```text
//! cargo run --example without_macros
//! ```
//!
//! The service is a function that can be set to fail or to be slow.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use resilience::{
    Bulkhead, CircuitBreaker, Failure, Jitter, Percent, Retry, RetryBudget, Timeout, Verdict,
};
use tokio::time::sleep;

const MS: Duration = Duration::from_millis(1);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("circuit breaker: two failures open it; a good call after the cooldown closes it");
    let breaker = CircuitBreaker::builder("quotes")
        .threshold(2)
        .cooldown(200 * MS)
        .probes(1)
        .build();
    for up in [false, false, true] {
        let answer = breaker.call(|| quote(up, MS)).await;
        println!("  {}; it is {}", text(&answer), breaker.state());
    }
    sleep(200 * MS).await;
    let answer = breaker.call(|| quote(true, MS)).await;
    println!("  {}; it is {}", text(&answer), breaker.state());

    println!("bulkhead: one runs, one waits for its place, there is no room for a third");
    let bulkhead = Bulkhead::builder("quotes")
        .max(1)
        .queue(1)
        .wait(100 * MS)
        .build();
    let slow = || bulkhead.call(|| quote(true, 20 * MS));
    let (first, second, third) = tokio::join!(slow(), slow(), slow());
    println!("  {}, {}, {}", text(&first), text(&second), text(&third));

    println!("timeout: it cuts off what takes too long");
    let timeout = Timeout::new("quotes", 50 * MS);
    let answer = timeout.call(|| quote(true, 500 * MS)).await;
    println!("  {}", text(&answer));

    println!("retry: until it works, or the retries are spent, or their budget");
    // Without a `min_per_sec`, retries must be earned: two successes pay for one.
    let budget = RetryBudget::builder("quotes")
        .ratio(Percent::new(50))
        .min_per_sec(0.0)
        .build();
    let retry = Retry::builder()
        .max(3)
        .base_delay(10 * MS)
        .jitter(Jitter::Full)
        .budget(&budget)
        .build();
    for fails in [0, 0, 0, 0, 2, 2] {
        let calls = AtomicU32::new(0);
        let answer = retry
            .call(|| quote(calls.fetch_add(1, Relaxed) >= fails, MS))
            .await;
        let (calls, left) = (calls.into_inner(), budget.snapshot().balance);
        println!("  {answer:?} after {calls} calls; the budget is {left}");
    }

    println!("all of them, with a fallback");
    let guards = Guards {
        breaker,
        bulkhead,
        retry,
        timeout,
    };
    for up in [true, false, false, false] {
        // A fallback is a `match`: the list price for a rejection, while an error goes on.
        let answer = guarded_quote(&guards, up)
            .await
            .or_else(|failure| match failure {
                Failure::Rejected(_) => Ok(50),
                Failure::Error(error) => Err(error),
            });
        println!("  {answer:?}; the breaker is {}", guards.breaker.state());
    }
}

/// The service.
async fn quote(up: bool, takes: Duration) -> Result<u32, &'static str> {
    sleep(takes).await;
    if up {
        Ok(42)
    } else {
        Err("the service is down")
    }
}

fn text(answer: &Result<u32, Failure<&str>>) -> String {
    match answer {
        Ok(price) => format!("{price} euros"),
        Err(Failure::Error(error)) => format!("error: {error}"),
        Err(Failure::Rejected(rejected)) => format!("rejected: {rejected}"),
    }
}

struct Guards {
    breaker: CircuitBreaker,
    bulkhead: Bulkhead,
    retry: Retry,
    timeout: Timeout,
}

/// What the attributes write, by hand: a guard a line, from the outermost to the innermost.
async fn guarded_quote(guards: &Guards, up: bool) -> Result<u32, Failure<&'static str>> {
    let mut permit = guards.breaker.acquire()?;
    // If there is no place, the permit is dropped unsettled: that says nothing of the service.
    let _place = guards.bulkhead.acquire().await?;
    let attempt = || guards.timeout.call(|| quote(up, MS));
    // `watch` lets a panic in the call count as a failure.
    let answer = permit.watch(guards.retry.call(attempt)).await;
    permit.settle(if answer.is_ok() {
        Verdict::Success
    } else {
        Verdict::Failure
    });
    answer
}

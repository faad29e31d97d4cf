//! The cost of a successful call: no allocation, and a small future.

mod common;

use std::hint::black_box;

use common::Error;
use resilience::{CircuitBreaker, Failure, bulkhead, circuit_breaker, fallback, retry, timeout};

#[expect(
    clippy::unnecessary_wraps,
    reason = "a fallback has the signature of its function"
)]
fn stand_in(_: &[u8; 16], _: Failure<Error>) -> Result<u32, Error> {
    Ok(0)
}

async fn raw(bytes: &[u8; 16]) -> Result<u32, Error> {
    let large = black_box([1_u8; 1024]);
    tokio::task::yield_now().await;
    Ok(u32::from(large[7]) + u32::from(bytes[0]))
}

#[circuit_breaker(name = "cost", threshold = 5)]
#[bulkhead(name = "cost", max = 10)]
#[retry(max = 3, jitter, budget = "cost")]
async fn three(bytes: &[u8; 16]) -> Result<u32, Error> {
    let large = black_box([1_u8; 1024]);
    tokio::task::yield_now().await;
    Ok(u32::from(large[7]) + u32::from(bytes[0]))
}

#[fallback(stand_in)]
#[circuit_breaker(name = "cost")]
#[bulkhead(name = "cost")]
#[retry(max = 3, jitter, budget = "cost")]
#[timeout(5s)]
async fn five(bytes: &[u8; 16]) -> Result<u32, Error> {
    let large = black_box([1_u8; 1024]);
    tokio::task::yield_now().await;
    Ok(u32::from(large[7]) + u32::from(bytes[0]))
}

#[test]
fn a_successful_call_through_five_layers_does_not_allocate() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let calls = |count: u64| {
        let measured = allocation_counter::measure(|| {
            runtime.block_on(async {
                for _ in 0..count {
                    assert_eq!(five(&[1; 16]).await, Ok(2));
                }
            });
        });
        measured.count_total
    };
    calls(1);
    // The runtime itself allocates; the calls cost the difference.
    assert_eq!(calls(1_000), calls(10));
}

#[test]
fn the_future_contains_the_body_and_the_arguments_once() {
    let bytes = [1; 16];
    let (raw, three, five) = (
        size_of_val(&raw(&bytes)),
        size_of_val(&three(&bytes)),
        size_of_val(&five(&bytes)),
    );
    println!("future: raw {raw}, three layers {three}, all five {five} bytes");
    assert!(raw >= 1024);
    // If calls are measured, their guards contain the start time.
    let times = if cfg!(any(feature = "latency", feature = "metrics")) {
        16
    } else {
        0
    };
    assert!(
        three <= raw + 96 + times,
        "three layers: {three} over {raw}"
    );
    // A running timeout contains tokio's timer entry of 120 bytes, next to the body.
    assert!(five <= raw + 512 + times, "all five: {five} over {raw}");
}

/// The histograms of the feature `latency` are cleared over time.
#[test]
fn successful_calls_do_not_allocate_as_time_passes() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let breaker = CircuitBreaker::builder("cost of time").build();
        let call = || breaker.acquire().expect("closed").settle(false);
        call();
        for _ in 0..8 {
            tokio::time::advance(std::time::Duration::from_secs(10)).await;
            assert_eq!(allocation_counter::measure(call).count_total, 0);
        }
    });
}

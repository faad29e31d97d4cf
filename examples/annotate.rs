//! Five attributes above one function, and their effect while its service fails and recovers.
//!
//! ```text
//! cargo run --example annotate
//! ```
//!
//! The fraud API is a small HTTP server on 127.0.0.1. It works, then it is busy, then it hangs, then it
//! works again. Meanwhile orders arrive one after the other. The example takes about four seconds.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Duration;
use std::{future::IntoFuture, io, net::Ipv4Addr};

use axum::{Json, Router, http::StatusCode, routing::post};
use resilience::{Failure, bulkhead, circuit_breaker, fallback, registry, retry, timeout};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};

// A call runs through the attributes from top to bottom. The fallback supplies the result of calls that
// are rejected or time out below it; an error of the API itself is returned, unless the fallback has
// `on = error`. The breaker rejects calls while it is open, the bulkhead while it is full. The retry
// repeats everything below it, so each attempt has its own timeout.
//
// A real service would use `cooldown = 30s` and `timeout(5s)`, and leave `base_delay` at its default, 1s.
#[fallback(review_by_hand)]
#[circuit_breaker(name = "fraud", threshold = 5, cooldown = 1s)]
#[bulkhead(name = "fraud", max = 10, wait = 3s)]
#[retry(max = 3, base_delay = 50ms, jitter, budget = "fraud")]
#[timeout(100ms)]
async fn check_fraud(client: &Client, tx: &Transaction) -> Result<FraudResult, FraudError> {
    let request = client.http.post(&client.url).json(tx);
    request.send().await?.error_for_status()?.json().await
}

/// Takes the arguments of `check_fraud` and the cause, which it prints.
#[expect(
    clippy::unnecessary_wraps,
    clippy::needless_pass_by_value,
    reason = "a fallback has its function's arguments and result"
)]
fn review_by_hand(
    _client: &Client,
    _tx: &Transaction,
    cause: Failure<FraudError>,
) -> Result<FraudResult, FraudError> {
    Ok(FraudResult::ReviewByHand(cause.to_string()))
}

/// Needs no `From<Rejected>`: the fallback takes every rejection, so none leaves the function.
type FraudError = reqwest::Error;

#[derive(Debug, Serialize, Deserialize)]
enum FraudResult {
    Clear,
    /// Approved, and a person looks at it later; with the reason.
    ReviewByHand(String),
}

#[derive(Serialize)]
struct Transaction {
    id: u32,
}

struct Client {
    http: reqwest::Client,
    url: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client {
        http: reqwest::Client::builder().no_proxy().build()?,
        url: start_api().await?,
    };
    let mut orders = (1..).map(|id| Transaction { id });
    let mut order = async |times| {
        for tx in orders.by_ref().take(times) {
            let (start, seen) = (Instant::now(), SEEN.load(Relaxed));
            let result = check_fraud(&client, &tx).await;
            println!(
                "  order {:>2}: {:>3} ms, requests: {}, {result:?}",
                tx.id,
                start.elapsed().as_millis(),
                SEEN.load(Relaxed) - seen,
            );
        }
        let breaker = registry::circuit_breaker("fraud").expect("`check_fraud` names it");
        println!("  the breaker is {}", breaker.state());
    };

    println!("the API works");
    order(1).await;

    println!("the API answers 503 twice: retries hide it");
    BUSY.store(2, Relaxed);
    order(1).await;

    println!("the API hangs: five calls and their retries time out, and the breaker opens");
    HANGS.store(true, Relaxed);
    order(5).await;

    println!("the breaker rejects calls at once, and the API gets no requests");
    order(2).await;

    println!("the API works again and the cooldown is over: three successes close the breaker");
    HANGS.store(false, Relaxed);
    sleep(Duration::from_secs(1)).await;
    order(2).await;
    order(1).await;
    Ok(())
}

// The state of the API: how many requests it will answer with 503, whether it hangs, and how many
// requests it has received.
static BUSY: AtomicU32 = AtomicU32::new(0);
static HANGS: AtomicBool = AtomicBool::new(false);
static SEEN: AtomicU32 = AtomicU32::new(0);

async fn start_api() -> io::Result<String> {
    let check = async || {
        SEEN.fetch_add(1, Relaxed);
        if BUSY.load(Relaxed) > 0 {
            BUSY.fetch_sub(1, Relaxed);
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        }
        if HANGS.load(Relaxed) {
            sleep(Duration::from_secs(30)).await;
        }
        Ok(Json(FraudResult::Clear))
    };
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}/checks", listener.local_addr()?);
    let server = axum::serve(listener, Router::new().route("/checks", post(check)));
    tokio::spawn(server.into_future());
    Ok(url)
}

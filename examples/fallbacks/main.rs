//! Five kinds of fallback for a service that is down, each on a suitable function.
//!
//! ```text
//! cargo run --features stale --example fallbacks
//! ```
//!
//! A shop calls one HTTP service on 127.0.0.1. The service is stopped and started again, and the shop
//! prints its results. The program takes two seconds and fails if a result is not the expected one. The
//! fallbacks are in `shop.rs`.

mod service;
mod shop;

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use service::Service;
use shop::{Error, Shop};

/// The longest that the queue may take to be sent: several cooldowns of its breaker.
const PATIENCE: Duration = Duration::from_secs(10);

const UP: [&str; 5] = [
    "lamp, chair, rug",
    "2 days",
    r#"["rug", "mirror"]"#,
    "paid",
    "sent",
];

const DOWN: [&str; 5] = [
    "lamp, chair, rug",
    "to norway usually 5 days",
    "[]",
    "error: no answer, look at the account before paying again",
    "queued",
];

const REFUSED: [&str; 5] = [
    DOWN[0],
    DOWN[1],
    DOWN[2],
    "error: nothing was charged: circuit breaker `payment` is open",
    DOWN[4],
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let service = Service::start().await?;
    let (outbox, queue) = mpsc::channel(100);
    let shop = Arc::new(Shop::new(service.url(), outbox)?);
    let (sent, mut drained) = mpsc::channel(100);
    let worker = Arc::clone(&shop);
    tokio::spawn(async move { worker.work_off(queue, sent).await });

    answers(&shop, "the service is up", "welcome", UP).await?;
    let service = service.switch_off().await?;
    answers(&shop, "it is switched off: calls fail", "order", DOWN).await?;
    answers(&shop, "and open the breakers", "bill", REFUSED).await?;
    let _service = service.switch_on().await?;
    for mail in ["order", "bill"] {
        let sent = timeout(PATIENCE, drained.recv()).await?.unwrap_or_default();
        println!("  the worker has sent the {sent}");
        expect(mail, &sent)?;
    }
    answers(&shop, "it is on again", "thanks", UP).await
}

/// Asks for everything once, and prints the answers.
async fn answers(shop: &Shop, when: &str, mail: &str, expected: [&str; 5]) -> Result<(), Error> {
    let answers = [
        ("catalogue: cached", text(shop.catalogue("en").await)),
        ("shipping: default", text(shop.shipping("norway").await)),
        (
            "advice: degrade",
            text(shop.recommendations().await.map(|it| format!("{it:?}"))),
        ),
        ("payment: fail fast", text(shop.pay().await)),
        ("mail: queue", text(shop.send(mail).await)),
    ];
    println!("{when}");
    for ((what, answer), expected) in answers.iter().zip(expected) {
        println!("  {what:<20} {answer}");
        expect(expected, answer)?;
    }
    Ok(())
}

fn text(answer: Result<String, impl Display>) -> String {
    answer.unwrap_or_else(|error| format!("error: {error}"))
}

/// Fails if a result does not begin with the expected text.
fn expect(expected: &str, answer: &str) -> Result<(), Error> {
    if answer.starts_with(expected) {
        Ok(())
    } else {
        Err(format!("expected `{expected}`, got `{answer}`").into())
    }
}

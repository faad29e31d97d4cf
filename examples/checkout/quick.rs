//! `guarded.rs` for a night of seconds: every time is a tenth of the story's, and nothing else
//! differs but the names. With the story's own times the breaker could not trip in 8 s: five calls
//! must first fail for good, each after several attempts of 5 s.

use resilience::{bulkhead, circuit_breaker, fallback, retry, timeout};

use crate::client::{CallError, Client, FraudResult, Transaction};
use crate::guarded::review_by_hand;

/// The breakers below, by name. One name has one set of settings, hence other names.
pub(crate) const BREAKERS: [&str; 3] = ["quick-payment", "quick-fraud", "quick-inventory"];

pub(crate) async fn order(client: &Client, tx: &Transaction) -> Result<FraudResult, CallError> {
    pay(client, tx).await?;
    let result = check_fraud(client, tx).await?;
    reserve(client, tx).await?;
    Ok(result)
}

#[fallback(review_by_hand)]
#[circuit_breaker(name = "quick-fraud", threshold = 5, cooldown = 3s)]
#[bulkhead(name = "quick-fraud", max = 10, wait = 300ms)]
#[retry(max = 3, base_delay = 100ms, max_delay = 3s, jitter, budget = "quick-fraud")]
#[timeout(500ms)]
async fn check_fraud(client: &Client, tx: &Transaction) -> Result<FraudResult, CallError> {
    client.check_fraud(tx).await
}

#[circuit_breaker(name = "quick-payment", threshold = 5, cooldown = 3s)]
#[bulkhead(name = "quick-payment", max = 20, wait = 500ms)]
#[retry(
    max = 3, base_delay = 100ms, max_delay = 3s, jitter,
    when = CallError::is_passing, budget = "quick-payment"
)]
#[timeout(500ms)]
async fn pay(client: &Client, tx: &Transaction) -> Result<(), CallError> {
    client.pay(tx).await
}

#[circuit_breaker(name = "quick-payment")]
#[bulkhead(name = "quick-payment")]
#[retry(
    max = 3, base_delay = 100ms, max_delay = 3s, jitter,
    when = CallError::is_passing, budget = "quick-payment"
)]
#[timeout(500ms)]
pub(crate) async fn refund(client: &Client, tx: &Transaction) -> Result<(), CallError> {
    client.refund(tx).await
}

#[circuit_breaker(name = "quick-inventory", threshold = 5, cooldown = 3s)]
#[bulkhead(name = "quick-inventory", max = 30, wait = 500ms)]
#[retry(
    max = 3, base_delay = 100ms, max_delay = 3s, jitter,
    when = CallError::is_passing, budget = "quick-inventory"
)]
#[timeout(500ms)]
async fn reserve(client: &Client, tx: &Transaction) -> Result<(), CallError> {
    client.reserve(tx).await
}

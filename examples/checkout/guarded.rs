//! The calls of `plain.rs`, with policies.
//!
//! The top attribute is the outermost. In a fraud check, an open breaker rejects the call at once, and a
//! full bulkhead rejects it after 3 s. A call holds its slot of the bulkhead through all its retries. The
//! timeout limits one attempt. The fallback supplies the result of every rejected or timed-out call.

use resilience::{bulkhead, circuit_breaker, fallback, retry, timeout};

use crate::client::{CallError, Client, FraudResult, Transaction};

/// The breakers below, by name.
pub(crate) const BREAKERS: [&str; 3] = ["payment", "fraud", "inventory"];

pub(crate) async fn order(client: &Client, tx: &Transaction) -> Result<FraudResult, CallError> {
    pay(client, tx).await?;
    let result = check_fraud(client, tx).await?;
    reserve(client, tx).await?;
    Ok(result)
}

#[fallback(review_by_hand)]
#[circuit_breaker(name = "fraud", threshold = 5, cooldown = 30s)]
#[bulkhead(name = "fraud", max = 10, wait = 3s)]
#[retry(max = 3, jitter, budget = "fraud")]
#[timeout(5s)]
async fn check_fraud(client: &Client, tx: &Transaction) -> Result<FraudResult, CallError> {
    client.check_fraud(tx).await
}

/// Without an answer from the fraud API, the order is approved, and a person looks at it later.
#[allow(clippy::unnecessary_wraps)] // A fallback returns what its function returns.
pub(crate) fn review_by_hand(
    _client: &Client,
    _tx: &Transaction,
) -> Result<FraudResult, CallError> {
    Ok(FraudResult::ReviewByHand)
}

// A payment that cannot be made has no safe fallback: it fails fast, with a clear error.
#[circuit_breaker(name = "payment", threshold = 5, cooldown = 30s)]
#[bulkhead(name = "payment", max = 20, wait = 5s)]
#[retry(max = 3, jitter, when = CallError::is_passing, budget = "payment")]
#[timeout(5s)]
async fn pay(client: &Client, tx: &Transaction) -> Result<(), CallError> {
    client.pay(tx).await
}

// The same API as a payment, so the same breaker, slots and budget: a name alone joins them.
#[circuit_breaker(name = "payment")]
#[bulkhead(name = "payment")]
#[retry(max = 3, jitter, when = CallError::is_passing, budget = "payment")]
#[timeout(5s)]
pub(crate) async fn refund(client: &Client, tx: &Transaction) -> Result<(), CallError> {
    client.refund(tx).await
}

#[circuit_breaker(name = "inventory", threshold = 5, cooldown = 30s)]
#[bulkhead(name = "inventory", max = 30, wait = 5s)]
#[retry(max = 3, jitter, when = CallError::is_passing, budget = "inventory")]
#[timeout(5s)]
async fn reserve(client: &Client, tx: &Transaction) -> Result<(), CallError> {
    client.reserve(tx).await
}

//! The calls without policies: each waits until the client's timeout.

use crate::client::{CallError, Client, FraudResult, Transaction};

pub(crate) async fn order(client: &Client, tx: &Transaction) -> Result<FraudResult, CallError> {
    client.pay(tx).await?;
    let result = client.check_fraud(tx).await?;
    client.reserve(tx).await?;
    Ok(result)
}

pub(crate) async fn refund(client: &Client, tx: &Transaction) -> Result<(), CallError> {
    client.refund(tx).await
}

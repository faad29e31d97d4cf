//! The HTTP client of the checkout service: one method a call, and nothing that guards it.

use std::fmt;

use reqwest::StatusCode;
use resilience::Rejected;
use serde::{Deserialize, Serialize};

use crate::apis::Apis;
use crate::night::HANG;

#[derive(Clone, Serialize)]
pub(crate) struct Transaction {
    pub(crate) id: u64,
    pub(crate) cents: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum FraudResult {
    Clear,
    /// Approved, and flagged for a person to look at.
    ReviewByHand,
}

#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    payment: String,
    fraud: String,
    inventory: String,
}

impl Client {
    pub(crate) fn new(apis: &Apis) -> Result<Self, reqwest::Error> {
        Ok(Self {
            // The client timeout of the night. It is there in both plays: with the attributes
            // it is merely never reached.
            http: reqwest::Client::builder()
                .timeout(HANG)
                .no_proxy()
                .build()?,
            payment: format!("http://{}", apis.payment),
            fraud: format!("http://{}", apis.fraud),
            inventory: format!("http://{}", apis.inventory),
        })
    }

    pub(crate) async fn pay(&self, tx: &Transaction) -> Result<(), CallError> {
        self.put(&self.payment, "payments", tx).await
    }

    pub(crate) async fn refund(&self, tx: &Transaction) -> Result<(), CallError> {
        self.put(&self.payment, "refunds", tx).await
    }

    pub(crate) async fn reserve(&self, tx: &Transaction) -> Result<(), CallError> {
        self.put(&self.inventory, "reservations", tx).await
    }

    pub(crate) async fn check_fraud(&self, tx: &Transaction) -> Result<FraudResult, CallError> {
        let url = format!("{}/checks/{}", self.fraud, tx.id);
        let answer = self
            .http
            .post(url)
            .json(tx)
            .send()
            .await?
            .error_for_status()?;
        Ok(answer.json().await?)
    }

    async fn put(&self, api: &str, what: &str, tx: &Transaction) -> Result<(), CallError> {
        let url = format!("{api}/{what}/{}", tx.id);
        self.http
            .put(url)
            .json(tx)
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }
}

/// The error of a call: HTTP failed, or a policy rejected the call.
#[derive(Debug)]
pub(crate) enum CallError {
    Http(reqwest::Error),
    Rejected(Rejected),
}

impl CallError {
    /// Returns whether the same call may succeed a moment later. Other 4xx errors are permanent, and a
    /// plain 500 may be.
    pub(crate) fn is_passing(&self) -> bool {
        const PASSING: [StatusCode; 4] = [
            StatusCode::TOO_MANY_REQUESTS,
            StatusCode::BAD_GATEWAY,
            StatusCode::SERVICE_UNAVAILABLE,
            StatusCode::GATEWAY_TIMEOUT,
        ];
        match self {
            Self::Http(error) => {
                error.is_connect()
                    || error.is_timeout()
                    || error
                        .status()
                        .is_some_and(|status| PASSING.contains(&status))
            }
            Self::Rejected(_) => false,
        }
    }
}

impl From<reqwest::Error> for CallError {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

/// The attributes convert their rejections with this.
impl From<Rejected> for CallError {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(error) => error.fmt(f),
            Self::Rejected(rejected) => rejected.fmt(f),
        }
    }
}

impl std::error::Error for CallError {}

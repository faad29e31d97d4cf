//! tower: its limits, its retry with a budget, its timeout, and all of them stacked.

use std::future::{Ready, ready};
use std::sync::Arc;
use std::time::Duration;

use tower::retry::budget::{Budget as _, TpsBudget};
use tower::retry::{Policy, RetryLayer};
use tower::{ServiceBuilder, service_fn};

use crate::call::{Answer, Error, Request, raw, wait_once};
use crate::case::Case;
use crate::what;

const TOWER: &str = "tower";

/// Three retries, as many as ours.
#[derive(Clone)]
struct Retries {
    left: u32,
    budget: Option<Arc<TpsBudget>>,
}

impl Retries {
    const fn without_budget() -> RetryLayer<Self> {
        RetryLayer::new(Self {
            left: 3,
            budget: None,
        })
    }

    fn with_budget() -> RetryLayer<Self> {
        RetryLayer::new(Self {
            left: 3,
            budget: Some(Arc::default()),
        })
    }
}

impl Policy<Request, u64, Error> for Retries {
    type Future = Ready<()>;

    fn retry(&mut self, _: &mut Request, answer: &mut Answer) -> Option<Self::Future> {
        match (answer, &self.budget) {
            (Ok(_), Some(budget)) => {
                budget.deposit();
                return None;
            }
            (Ok(_), None) => return None,
            (Err(_), Some(budget)) if !budget.withdraw() => return None,
            (Err(_), _) => {}
        }
        self.left = self.left.checked_sub(1)?;
        Some(ready(()))
    }

    fn clone_request(&mut self, request: &Request) -> Option<Request> {
        Some(request)
    }
}

async fn wait(request: Request) -> Answer {
    wait_once().await;
    raw(request).await
}

pub(super) fn cases() -> Vec<Case> {
    let builder = ServiceBuilder::new;
    let limit = Duration::from_secs(5);
    let places = builder().concurrency_limit(10);
    let permits = builder().rate_limit(1_000_000_000, Duration::from_secs(1));
    let retries = builder().layer(Retries::without_budget());
    let within_budget = builder().layer(Retries::with_budget());
    let stack = places.clone().layer(Retries::with_budget());
    // With a limit of zero no slot is ever free.
    let full = builder().load_shed().concurrency_limit(0);
    let timed = builder().timeout(limit);
    vec![
        Case::service(what::BULKHEAD, TOWER, places.service(service_fn(raw))),
        Case::service(what::BULKHEAD_FULL, TOWER, full.service(service_fn(raw))),
        Case::service(what::LIMITER, TOWER, permits.service(service_fn(raw))),
        Case::service(what::RETRY, TOWER, retries.service(service_fn(raw))),
        Case::service(
            what::RETRY_BUDGET,
            TOWER,
            within_budget.service(service_fn(raw)),
        ),
        Case::service(what::TIMEOUT, TOWER, timed.clone().service(service_fn(raw))),
        Case::service(what::TIMEOUT_WAITS, TOWER, timed.service(service_fn(wait))),
        Case::service(what::WITHOUT_BREAKER, TOWER, stack.service(service_fn(raw))),
    ]
}

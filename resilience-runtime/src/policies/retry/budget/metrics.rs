//! The metric series of a retry budget.

use ::metrics::Gauge;

use super::RetryBudget;
use crate::Name;
use crate::observe::metrics::{Kind, Metric, Series, Total, set};

const RETRIES: Metric = Metric::new(
    Kind::Counter,
    "resilience_retry_budget_retries_total",
    &["name", "result"],
    "Retries that were requested of the budget, by result.",
);

const BALANCE: Metric = Metric::new(
    Kind::Gauge,
    "resilience_retry_budget_balance",
    &["name"],
    "Retries that the budget would grant now.",
);

const BURST: Metric = Metric::new(
    Kind::Gauge,
    "resilience_retry_budget_burst",
    &["name"],
    "Retries that the budget grants at once at most.",
);

/// Every metric of a retry budget.
pub(crate) const METRICS: &[Metric] = &[RETRIES, BALANCE, BURST];

#[derive(Debug)]
pub struct BudgetSeries {
    granted: Total,
    refunded: Total,
    refused: Total,
    balance: Gauge,
    burst: Gauge,
}

impl Series for BudgetSeries {
    type Policy = RetryBudget;

    fn new(_: &RetryBudget, name: &Name) -> Self {
        let retries = |result| Total::new(&RETRIES, name, &[result]);
        Self {
            granted: retries("granted"),
            refunded: retries("refunded"),
            refused: retries("refused"),
            balance: BALANCE.gauge(name, &[]),
            burst: BURST.gauge(name, &[]),
        }
    }

    fn report(&mut self, policy: &RetryBudget) {
        let now = policy.look();
        // A counter cannot take back: the refunded are in both.
        self.granted.report(now.granted + now.refunded);
        self.refunded.report(now.refunded);
        self.refused.report(now.refused);
        set(&self.balance, now.balance);
        set(&self.burst, now.burst);
    }

    fn retire(&mut self) {
        set(&self.balance, 0_u32);
        set(&self.burst, 0_u32);
    }
}

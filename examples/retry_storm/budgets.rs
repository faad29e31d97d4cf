//! The retry budgets. Each process of a fleet has its own.

use std::fmt;
use std::time::Duration;

use resilience::{Percent, RetryBudget};
use tower::retry::budget::{Budget as _, TpsBudget};

/// The rule that decides about a retry.
#[derive(Clone, Copy)]
pub(crate) enum Policy {
    NoRetries,
    Naive,
    /// tower's `TpsBudget` at its defaults: 20 % over 10 s, and 10 per second.
    Tower,
    /// Our budget at its defaults.
    Ours,
    /// Our budget with other settings.
    Set(Settings),
}

#[derive(Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) percent: u32,
    pub(crate) min_per_sec: f64,
    pub(crate) burst: u32,
}

impl Settings {
    /// The story's: 10 % over 60 s, and 10 per second. It names no burst; a second's worth is the
    /// least that lets 10 a second through, and so the best for the service.
    pub(crate) const STORY: Self = Self::new(10, 10.0, 10);

    pub(crate) const fn new(percent: u32, min_per_sec: f64, burst: u32) -> Self {
        Self {
            percent,
            min_per_sec,
            burst,
        }
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            percent,
            min_per_sec,
            burst,
        } = self;
        write!(f, "{percent} %, {min_per_sec}/s, burst {burst}")
    }
}

impl Policy {
    /// A new budget, for the client of that number.
    pub(crate) fn budget(self, client: usize) -> Budget {
        let builder = || RetryBudget::builder(format!("client {client}"));
        match self {
            Self::NoRetries => Budget::Nothing,
            Self::Naive => Budget::Everything,
            Self::Tower => Budget::Tower(TpsBudget::default()),
            Self::Ours => Budget::Ours(builder().build()),
            Self::Set(settings) => {
                let builder = builder()
                    .ratio(Percent::new(settings.percent))
                    .window(Duration::from_secs(60))
                    .min_per_sec(settings.min_per_sec)
                    .burst(settings.burst);
                Budget::Ours(builder.build())
            }
        }
    }
}

pub(crate) enum Budget {
    Nothing,
    Everything,
    Tower(TpsBudget),
    Ours(RetryBudget),
}

impl Budget {
    pub(crate) fn call_succeeded(&self) {
        match self {
            Self::Nothing | Self::Everything => {}
            Self::Tower(budget) => budget.deposit(),
            Self::Ours(budget) => budget.deposit(),
        }
    }

    /// Returns whether a retry may be sent, and charges the budget for it.
    pub(crate) fn allows_retry(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Tower(budget) => budget.withdraw(),
            Self::Ours(budget) => match budget.withdraw() {
                Some(retry) => {
                    retry.spend();
                    true
                }
                None => false,
            },
        }
    }
}

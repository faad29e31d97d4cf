//! The retry budget as one kind of policy: its name in messages, settings, figures and metrics.

use std::sync::Arc;

use super::config::Settings;
use super::deposit_buffer::DepositBuffer;
use super::handle::{Inner, Locked, RetryBudget};
use super::snapshot::RetryBudgetSnapshot;
use super::state::Machine;
use crate::Name;
#[cfg(feature = "overview")]
use crate::observe::overview::{Allowance, Overview};
#[cfg(feature = "overview")]
use crate::observe::severity::Severity;
use crate::registry::{self, Policy};
use crate::support::clock;
use crate::support::sync::{Mutex, lock};

impl Policy for RetryBudget {
    type Settings = Settings;
    type Snapshot = RetryBudgetSnapshot;
    #[cfg(feature = "metrics")]
    type Series = super::metrics::BudgetSeries;
    const KIND: &'static str = "retry budget";
    const DEFAULT: Settings = Settings::DEFAULT;

    fn create(name: Name, settings: &Settings) -> Self {
        let now = clock::now();
        let locked = Locked {
            settings: *settings,
            machine: Machine::new(settings, now),
            drained_at: now,
            granted: 0,
            refunded: 0,
            refused: 0,
        };
        Self {
            inner: Arc::new(Inner {
                name,
                buffer: DepositBuffer::new(settings.end_of_slot(now)),
                locked: Mutex::new(locked),
            }),
        }
    }

    fn settings(&self) -> Settings {
        lock(&self.inner.locked).settings
    }

    fn replace_settings(&self, old: &Settings, new: &Settings) -> bool {
        let now = clock::now();
        self.with_machine(now, |locked| {
            let adopted = registry::replace(&mut locked.settings, old, new);
            if adopted {
                locked.machine.adopt(old, new, now);
            }
            adopted
        })
    }

    fn name(&self) -> &str {
        self.name()
    }

    fn snapshot(&self) -> RetryBudgetSnapshot {
        self.snapshot()
    }

    #[cfg(feature = "overview")]
    fn overview(&self) -> Overview {
        let it = self.snapshot();
        Overview {
            severity: if it.enabled {
                Severity::None
            } else {
                Severity::Bypassed
            },
            allowance: Some(Allowance {
                left: it.balance,
                burst: it.burst,
                granted: it.granted,
                refused: it.refused,
            }),
            ..Overview::new(Self::KIND, it.name, it.settings, it.declared)
        }
    }

    fn reset(&self) {
        self.reset();
    }

    fn is_unshared(&self) -> bool {
        Arc::strong_count(&self.inner) == 1
    }
}

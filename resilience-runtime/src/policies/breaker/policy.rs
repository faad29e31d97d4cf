//! The circuit breaker as one kind of policy: its name in messages, settings, figures and metrics.

use std::sync::Arc;
#[cfg(feature = "overview")]
use std::time::Duration;

use super::config::Settings;
use super::handle::CircuitBreaker;
use super::shared::Shared;
use super::snapshot::CircuitBreakerSnapshot;
#[cfg(feature = "overview")]
use crate::CircuitState;
use crate::Name;
#[cfg(feature = "overview")]
use crate::observe::overview::{Overview, Results, State};
#[cfg(feature = "overview")]
use crate::observe::severity::Severity;
use crate::registry::Policy;
use crate::support::clock;

impl Policy for CircuitBreaker {
    type Settings = Settings;
    type Snapshot = CircuitBreakerSnapshot;
    #[cfg(feature = "metrics")]
    type Series = super::metrics::BreakerSeries;
    const KIND: &'static str = "circuit breaker";
    const DEFAULT: Settings = Settings::DEFAULT;

    fn create(name: Name, settings: &Settings) -> Self {
        Self {
            shared: Arc::new(Shared::new(name, settings)),
        }
    }

    fn settings(&self) -> Settings {
        self.shared.settings()
    }

    fn replace_settings(&self, old: &Settings, new: &Settings) -> bool {
        let now = clock::now();
        self.shared.change(|locked| locked.adopt(old, new, now))
    }

    fn check(settings: &Settings) -> Result<(), &'static str> {
        settings.check()
    }

    fn name(&self) -> &str {
        self.name()
    }

    fn snapshot(&self) -> CircuitBreakerSnapshot {
        self.snapshot()
    }

    #[cfg(feature = "overview")]
    fn overview(&self) -> Overview {
        let it = self.snapshot();
        Overview {
            severity: match it.state {
                CircuitState::Open | CircuitState::ForcedOpen => Severity::Open,
                CircuitState::HalfOpen => Severity::HalfOpen,
                CircuitState::ForcedClosed | CircuitState::Disabled => Severity::Bypassed,
                CircuitState::Closed => Severity::None,
            },
            state: Some(State {
                label: it.state.to_string(),
                age: it.age,
                ends_in: it.retry_after.filter(|after| *after < Duration::MAX),
            }),
            results: Some(Results {
                succeeded: it.successes,
                failed: it.failures,
                ignored: it.ignored,
                rejected: it.rejected,
                last_failure: it.last_failure,
            }),
            latency: it.latency,
            ..Overview::new(Self::KIND, it.name, it.settings, it.declared)
        }
    }

    fn reset(&self) {
        self.reset();
    }

    fn is_unshared(&self) -> bool {
        Arc::strong_count(&self.shared) == 1
    }
}

//! The rate limiter as one kind of policy: its name in messages, settings, figures and metrics.

use std::sync::Arc;

use super::config::Settings;
use super::durations;
use super::handle::{Inner, RateLimiter};
use super::shared::Shared;
use super::snapshot::RateLimiterSnapshot;
use crate::Name;
#[cfg(feature = "overview")]
use crate::observe::overview::{Admissions, Overview};
#[cfg(feature = "overview")]
use crate::observe::severity::Severity;
use crate::observe::timing::Timing;
use crate::registry::Policy;
use crate::support::counter::StripedCounter;

impl Policy for RateLimiter {
    type Settings = Settings;
    type Snapshot = RateLimiterSnapshot;
    #[cfg(feature = "metrics")]
    type Series = super::metrics::LimiterSeries;
    const KIND: &'static str = "rate limiter";
    const DEFAULT: Settings = Settings::DEFAULT;

    fn create(name: Name, settings: &Settings) -> Self {
        let waited = Timing::new(durations::WAIT, &name);
        Self {
            inner: Arc::new(Inner {
                name,
                shared: Shared::new(settings),
                totals: StripedCounter::default(),
                waited,
            }),
        }
    }

    fn settings(&self) -> Settings {
        self.inner.shared.settings()
    }

    fn replace_settings(&self, old: &Settings, new: &Settings) -> bool {
        self.inner.shared.replace_settings(old, new)
    }

    fn missing(settings: &Settings) -> Option<&'static str> {
        match settings {
            Settings { max: None, .. } => Some("max"),
            Settings { per: None, .. } => Some("per"),
            _ => None,
        }
    }

    fn name(&self) -> &str {
        self.name()
    }

    fn snapshot(&self) -> RateLimiterSnapshot {
        self.snapshot()
    }

    #[cfg(feature = "overview")]
    fn overview(&self) -> Overview {
        let it = self.snapshot();
        Overview {
            severity: match it.enabled {
                _ if it.waiting > 0 => Severity::Saturated,
                false => Severity::Bypassed,
                true => Severity::None,
            },
            admissions: Some(Admissions {
                admitted: it.admitted,
                rejected: it.rejected,
                waiting: it.waiting,
            }),
            waited: it.waited,
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

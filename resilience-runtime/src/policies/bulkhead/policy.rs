//! The bulkhead as one kind of policy: its name in messages, settings, figures and metrics.

use std::sync::Arc;

use super::config::Settings;
use super::handle::Bulkhead;
use super::shared::Shared;
use super::snapshot::BulkheadSnapshot;
use crate::Name;
#[cfg(feature = "overview")]
use crate::observe::overview::{Admissions, Concurrency, Overview};
#[cfg(feature = "overview")]
use crate::observe::severity::Severity;
use crate::registry::Policy;

impl Policy for Bulkhead {
    type Settings = Settings;
    type Snapshot = BulkheadSnapshot;
    #[cfg(feature = "metrics")]
    type Series = super::metrics::BulkheadSeries;
    const KIND: &'static str = "bulkhead";
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
        self.shared.replace_settings(old, new)
    }

    fn missing(settings: &Settings) -> Option<&'static str> {
        settings.max.is_none().then_some("max")
    }

    fn name(&self) -> &str {
        self.name()
    }

    fn snapshot(&self) -> BulkheadSnapshot {
        self.snapshot()
    }

    #[cfg(feature = "overview")]
    fn overview(&self) -> Overview {
        let it = self.snapshot();
        let is_full = it.max > 0 && it.in_flight >= it.max;
        Overview {
            severity: match it.enabled {
                false => Severity::Bypassed,
                true if is_full || it.waiting > 0 => Severity::Saturated,
                true => Severity::None,
            },
            admissions: Some(Admissions {
                admitted: it.admitted,
                rejected: it.rejected,
                waiting: it.waiting,
            }),
            concurrency: Some(Concurrency {
                in_flight: it.in_flight,
                max: it.enabled.then_some(it.max),
                peak: it.peak,
            }),
            latency: it.latency,
            ..Overview::new(Self::KIND, it.name, it.settings, it.declared)
        }
    }

    fn is_unshared(&self) -> bool {
        Arc::strong_count(&self.shared) == 1
    }
}

//! The metric series of every policy of one kind.

use std::collections::HashMap;

use crate::Name;
use crate::observe::events::Event;
use crate::observe::metrics::Series;
use crate::registry::{Policy, Registered};

/// The series of one kind of policy, whichever it is.
pub(crate) trait KindSeries: Send {
    /// Brings the series of every policy up to date.
    fn report(&mut self);

    /// Reports an event about the policy that it names.
    fn observe(&mut self, event: &Event);
}

/// The series of every policy of one kind, by name.
pub(crate) struct All<S>(HashMap<Name, S>);

impl<S> Default for All<S> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<S> KindSeries for All<S>
where
    S: Series<Policy: Registered>,
{
    fn report(&mut self) {
        let mut before = std::mem::take(&mut self.0);
        for policy in &<S::Policy as Registered>::quiet_registry().all() {
            let name = Name::from(policy.name());
            let mut series = before
                .remove(&name)
                .unwrap_or_else(|| S::new(policy, &name));
            series.report(policy);
            self.0.insert(name, series);
        }
        before.values_mut().for_each(S::retire);
    }

    fn observe(&mut self, event: &Event) {
        if !S::observes(event) {
            return;
        }
        if let Some(series) = self.0.get_mut(event.name()) {
            series.observe(event);
        }
    }
}

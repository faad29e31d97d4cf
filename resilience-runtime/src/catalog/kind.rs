//! One kind of policy, whichever it is.

use std::marker::PhantomData;

use super::policy_use::Use;
#[cfg(feature = "config")]
use crate::catalog::config::{KindReader, PolicyReader};
#[cfg(feature = "metrics")]
use crate::catalog::metrics::{All, KindSeries};
use crate::observe::conflict::Conflict;
#[cfg(feature = "metrics")]
use crate::observe::events::Event;
#[cfg(feature = "metrics")]
use crate::observe::metrics::Series;
#[cfg(feature = "overview")]
use crate::observe::overview::Overview;
use crate::registry::{Registered, Sites};

/// One kind of policy.
pub(crate) trait Kind: Sync {
    /// The conflicts between its sites.
    fn conflicts(&self) -> Vec<Conflict>;
    /// Resets every policy of the kind.
    fn reset(&self);
    /// Drops the policies that are no longer used, and returns their number.
    fn prune(&self) -> usize;
    /// The functions that use policies of the kind.
    fn uses(&self) -> Vec<Use>;
    /// An overview of each of its policies.
    #[cfg(feature = "overview")]
    fn overviews(&self) -> Vec<Overview>;
    /// The first part of its configuration sections.
    #[cfg(feature = "config")]
    fn section(&self) -> &'static str;
    /// The names of its settings, for tests.
    #[cfg(all(test, feature = "config"))]
    fn keys(&self) -> Vec<&'static str>;
    /// The reader of its configuration sections.
    #[cfg(feature = "config")]
    fn reader(&self) -> Box<dyn KindReader>;
    /// The metric series of its policies.
    #[cfg(feature = "metrics")]
    fn series(&self) -> Box<dyn KindSeries>;
    /// Whether its series report the event at once.
    #[cfg(feature = "metrics")]
    fn observes(&self, event: &Event) -> bool;
}

/// The policies of type `P` as one kind.
pub(crate) struct EachOf<P>(PhantomData<fn() -> P>);

impl<P> EachOf<P> {
    pub(crate) const NEW: Self = Self(PhantomData);
}

impl<P: Registered> Kind for EachOf<P> {
    fn conflicts(&self) -> Vec<Conflict> {
        P::registry().conflicts()
    }

    fn reset(&self) {
        P::registry().all().iter().for_each(P::reset);
    }

    fn prune(&self) -> usize {
        P::registry().prune()
    }

    fn uses(&self) -> Vec<Use> {
        let sites = Sites::linked().of::<P>();
        let uses = sites.iter().map(|&(function, site)| Use {
            function,
            kind: P::KIND,
            policy: Some(P::of_site(site, function).name().into()),
        });
        uses.collect()
    }

    #[cfg(feature = "overview")]
    fn overviews(&self) -> Vec<Overview> {
        P::registry().all().iter().map(P::overview).collect()
    }

    #[cfg(feature = "config")]
    fn section(&self) -> &'static str {
        P::SECTION
    }

    #[cfg(all(test, feature = "config"))]
    fn keys(&self) -> Vec<&'static str> {
        P::KEYS.iter().map(|key| key.name).collect()
    }

    #[cfg(feature = "config")]
    fn reader(&self) -> Box<dyn KindReader> {
        Box::new(PolicyReader(P::registry()))
    }

    #[cfg(feature = "metrics")]
    fn series(&self) -> Box<dyn KindSeries> {
        Box::new(All::<P::Series>::default())
    }

    #[cfg(feature = "metrics")]
    fn observes(&self, event: &Event) -> bool {
        P::Series::observes(event)
    }
}

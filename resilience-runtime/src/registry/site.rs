//! One policy attribute on one function.

use std::panic::Location;
use std::ptr;

use super::Policy;

/// The declaration of one policy attribute on one function.
#[derive(Debug)]
pub struct Site<P: Policy> {
    pub(super) claim: Claim,
    pub(super) settings: P::Settings,
    /// The place in the source. Stored by value: in a position-independent program each reference needs
    /// a relocation, which costs more than it saves.
    pub(super) at: Location<'static>,
}

/// The claim that a site makes about its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// The policy has this name; another site may state its settings.
    JoinsByName(&'static str),
    /// The policy has this name and the settings of the site.
    StatesSettings(&'static str),
    /// The policy belongs to the function alone and has the settings of the site.
    OwnsPolicy,
}

impl<P: Policy> Site<P> {
    #[track_caller]
    const fn new(claim: Claim, settings: P::Settings) -> Self {
        Self {
            claim,
            settings,
            at: *Location::caller(),
        }
    }

    /// A site that names its policy and states no settings.
    #[track_caller]
    pub(crate) const fn join(name: &'static str, default: P::Settings) -> Self {
        Self::new(Claim::JoinsByName(name), default)
    }

    /// A site that names its policy and states its settings.
    #[track_caller]
    pub(crate) const fn define(name: &'static str, settings: P::Settings) -> Self {
        Self::new(Claim::StatesSettings(name), settings)
    }

    /// A site whose policy belongs to its function alone.
    #[track_caller]
    pub(crate) const fn own(settings: P::Settings) -> Self {
        Self::new(Claim::OwnsPolicy, settings)
    }

    /// Its address, which identifies it, because it is in a static.
    pub(super) fn address(&self) -> usize {
        ptr::from_ref(self).addr()
    }
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use std::thread;

    use super::*;
    use crate::catalog::list::sites::{bulkhead, circuit_breaker};
    use crate::registry::FromSite;
    use crate::{Bulkhead, CircuitBreaker, registry};

    #[tokio::test(start_paused = true)]
    async fn a_site_that_was_not_linked_is_declared_once() {
        static LATE: Site<Bulkhead> = {
            let mut settings = bulkhead::DEFAULT;
            settings.max = Some(1);
            bulkhead::define("late", settings)
        };
        let [first, second] = [(); 2].map(|()| Bulkhead::resolve(&LATE, "late::function"));
        let held = first.acquire().await;
        assert!(held.is_ok() && second.acquire().await.is_err());
        assert_eq!(
            registry::bulkhead("late").map(|it| it.snapshot().max),
            Some(1)
        );
    }

    #[test]
    fn concurrent_first_calls_resolve_to_one_policy() {
        const FUNCTION: &str = "at::once";
        static OWN: Site<CircuitBreaker> = circuit_breaker::own(circuit_breaker::DEFAULT);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| CircuitBreaker::resolve(&OWN, FUNCTION).force_open());
            }
        });
        let all = registry::circuit_breakers();
        let of_function: Vec<_> = all
            .iter()
            .filter(|it| it.name().starts_with(FUNCTION))
            .collect();
        assert_eq!(of_function.len(), 1);
        assert_eq!(of_function[0].state(), crate::CircuitState::ForcedOpen);
    }
}

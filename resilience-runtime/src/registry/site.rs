//! What an attribute declares.

use std::panic::Location;
use std::ptr;

use super::{Registered, Sites};

/// What the calls of a function go through, as its attributes declare it: one policy, or several,
/// `(outermost, (next, (…, ())))`.
pub trait FromSite: Sized + Sync + 'static {
    /// What they declare, in a static.
    type Site: Sync + 'static;

    /// Adds what is in a registry, of the function at that path.
    fn declare(site: &'static Self::Site, function: &'static str, sites: &mut Sites);

    /// Finds what the site of the function at that path declares: asked before its first call. A site is known by
    /// where in memory it is, and has to stay there: in a static.
    fn resolve(site: &Self::Site, function: &'static str) -> Self;
}

/// One policy attribute on one function: what it declares.
#[derive(Debug)]
pub struct Site<P: Registered> {
    pub(super) says: Says,
    pub(super) settings: P::Settings,
    /// Not by reference: in a program that may be loaded anywhere each costs more than it saves.
    pub(super) at: Location<'static>,
}

/// What a site says of its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Its name alone.
    Joins(&'static str),
    /// Its name and settings.
    States(&'static str),
    /// That it is the function's own.
    Owns,
}

impl<P: Registered> Site<P> {
    #[track_caller]
    const fn new(says: Says, settings: P::Settings) -> Self {
        Self {
            says,
            settings,
            at: *Location::caller(),
        }
    }

    /// A site that names its policy and gives no settings.
    #[track_caller]
    pub(crate) const fn join(name: &'static str, default: P::Settings) -> Self {
        Self::new(Says::Joins(name), default)
    }

    /// A site that names its policy and gives its settings.
    #[track_caller]
    pub(crate) const fn define(name: &'static str, settings: P::Settings) -> Self {
        Self::new(Says::States(name), settings)
    }

    /// A site whose policy belongs to its function alone.
    #[track_caller]
    pub(crate) const fn own(settings: P::Settings) -> Self {
        Self::new(Says::Owns, settings)
    }

    /// Where in memory it is, by which it is known: it stands in a static.
    pub(super) fn place(&self) -> usize {
        ptr::from_ref(self).addr()
    }
}

impl<P: Registered> FromSite for P {
    type Site = Site<P>;

    fn declare(site: &'static Site<P>, function: &'static str, sites: &mut Sites) {
        P::declare(site, function, sites);
    }

    fn resolve(site: &Site<P>, function: &'static str) -> P {
        P::of_site(site, function)
    }
}

impl<L: FromSite, B: FromSite> FromSite for (L, B) {
    type Site = (L::Site, B::Site);

    fn declare((own, below): &'static Self::Site, function: &'static str, sites: &mut Sites) {
        L::declare(own, function, sites);
        B::declare(below, function, sites);
    }

    fn resolve((own, below): &Self::Site, function: &'static str) -> Self {
        (L::resolve(own, function), B::resolve(below, function))
    }
}

impl FromSite for () {
    type Site = ();

    fn declare((): &'static (), _: &'static str, _: &mut Sites) {}

    fn resolve((): &(), _: &'static str) {}
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use std::thread;

    use super::*;
    use crate::catalog::list::sites::{bulkhead, circuit_breaker};
    use crate::{Bulkhead, CircuitBreaker, registry};

    #[tokio::test(start_paused = true)]
    async fn a_site_that_was_not_linked_declares_itself_once() {
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
    fn of_two_first_calls_at_once_a_function_has_one_policy() {
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

//! What an attribute declares.

use std::panic::Location;
use std::ptr;

use super::{Policy, Registered, Sites};

/// What the calls of a function go through, as its attributes declare it: one policy, or several,
/// `(outermost, (next, (…, ())))`.
pub trait Declared: Sized + Sync + 'static {
    /// What they declare, in a static.
    type Site: Sync + 'static;

    /// Adds what is in a registry, of the function at that path.
    fn declare(site: &'static Self::Site, function: &'static str, sites: &mut Sites);

    /// Finds what the site of the function at that path declares: asked before its first call. A site is known by
    /// where in memory it is, and has to stay there: in a static.
    fn find(site: &Self::Site, function: &'static str) -> Self;
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

    /// Where in memory it is, by which it is known: it stands in a static.
    pub(super) fn place(&self) -> usize {
        ptr::from_ref(self).addr()
    }
}

/// What the expansion of a policy's attribute calls. Not as functions of the site: rustc looks long for those,
/// and for the kind of policy.
macro_rules! sites {
    ($($module:ident: $policy:ident, $settings:path),*) => {$(
        #[allow(missing_docs)]
        pub mod $module {
            pub use $settings as Settings;

            use super::{Policy, Says, Site};
            use crate::$policy;

            /// The settings of a site that gives none.
            pub const DEFAULT: Settings = <$policy as Policy>::DEFAULT;

            /// The policy that another site, or nobody, gives settings.
            #[track_caller]
            pub const fn joins(name: &'static str) -> Site<$policy> {
                Site::new(Says::Joins(name), DEFAULT)
            }

            /// The policy of those settings.
            #[track_caller]
            pub const fn states(name: &'static str, settings: Settings) -> Site<$policy> {
                Site::new(Says::States(name), settings)
            }

            /// The policy of the function alone.
            #[track_caller]
            pub const fn owns(settings: Settings) -> Site<$policy> {
                Site::new(Says::Owns, settings)
            }
        }
    )*};
}

sites!(
    circuit_breaker: CircuitBreaker, crate::policies::breaker::Settings,
    bulkhead: Bulkhead, crate::policies::bulkhead::Settings,
    rate_limiter: RateLimiter, crate::policies::rate_limiter::Settings,
    retry_budget: RetryBudget, crate::policies::retry::budget::Settings
);

impl<P: Registered> Declared for P {
    type Site = Site<P>;

    fn declare(site: &'static Site<P>, function: &'static str, sites: &mut Sites) {
        P::sites(sites).push((function, site));
    }

    fn find(site: &Site<P>, function: &'static str) -> P {
        P::of_site(site, function)
    }
}

impl<L: Declared, B: Declared> Declared for (L, B) {
    type Site = (L::Site, B::Site);

    fn declare((own, below): &'static Self::Site, function: &'static str, sites: &mut Sites) {
        L::declare(own, function, sites);
        B::declare(below, function, sites);
    }

    fn find((own, below): &Self::Site, function: &'static str) -> Self {
        (L::find(own, function), B::find(below, function))
    }
}

impl Declared for () {
    type Site = ();

    fn declare((): &'static (), _: &'static str, _: &mut Sites) {}

    fn find((): &(), _: &'static str) {}
}

#[cfg(all(test, not(resilience_loom)))]
mod tests {
    use std::thread;

    use super::*;
    use crate::{Bulkhead, CircuitBreaker, registry};

    #[tokio::test(start_paused = true)]
    async fn a_site_that_was_not_linked_declares_itself_once() {
        static LATE: Site<Bulkhead> = {
            let mut settings = bulkhead::DEFAULT;
            settings.max = Some(1);
            bulkhead::states("late", settings)
        };
        let [first, second] = [(); 2].map(|()| Bulkhead::find(&LATE, "late::function"));
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
        static OWN: Site<CircuitBreaker> = circuit_breaker::owns(circuit_breaker::DEFAULT);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| CircuitBreaker::find(&OWN, FUNCTION).force_open());
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

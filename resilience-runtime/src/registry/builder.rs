//! What one place says of a policy.

use std::fmt;

use super::{Policy, Registered};
use crate::Name;

/// Builds a policy: its name, and its settings where the place gives any.
///
/// Every setter checks its value: out of range it panics, at compile time where the builder is used
/// in a constant. A builder on which nothing is set joins the policy of that name, whatever the
/// settings that another place gives it.
///
/// The setters are those of [`CircuitBreakerBuilder`](crate::CircuitBreakerBuilder),
/// [`BulkheadBuilder`](crate::BulkheadBuilder), [`RateLimiterBuilder`](crate::RateLimiterBuilder) and
/// [`RetryBudgetBuilder`](crate::RetryBudgetBuilder). A policy that is in use takes other settings by
/// `adjust`, such as [`Bulkhead::adjust`](crate::Bulkhead::adjust).
///
/// `N` is what it has for a name: an annotated function, which is declared in a static, has another.
#[must_use = "a builder does nothing until `build`"]
pub struct Builder<P: Policy, N = Name> {
    pub(super) name: N,
    pub(crate) settings: P::Settings,
    /// False where the place joins by name alone.
    pub(crate) given: bool,
}

/// The name that an attribute gives, if it gives one. Nothing is dropped with it: rustc looks long at
/// what is, in each function's static.
pub(super) type DeclaredName = Option<&'static str>;

impl<P: Policy> Builder<P> {
    pub(crate) fn named(name: Name) -> Self {
        Self::new(name)
    }
}

impl<P: Policy> Builder<P, DeclaredName> {
    /// The policy of an annotated function that names it.
    #[doc(hidden)]
    pub const fn declared(name: &'static str) -> Self {
        assert!(!name.is_empty(), "`name` must not be empty");
        Self::new(Some(name))
    }

    /// The policy of an annotated function's own.
    #[doc(hidden)]
    pub const fn own() -> Self {
        Self::new(None)
    }
}

impl<P: Policy, N> Builder<P, N> {
    const fn new(name: N) -> Self {
        Self {
            name,
            settings: P::DEFAULT,
            given: false,
        }
    }

    /// The settings, if this place gives any.
    pub(super) fn stated(&self) -> Option<P::Settings> {
        self.given.then_some(self.settings)
    }
}

impl<P: Registered> Builder<P> {
    /// The policy of that name: a new one, or the one that has it.
    ///
    /// Settings that differ from those that the name was first given are a conflict; the first stay
    /// in force, and [`registry::validate`](crate::registry::validate) tells both places.
    ///
    /// # Panics
    ///
    /// If settings contradict each other: each setter checks its own value, this one all of them.
    #[track_caller]
    pub fn build(self) -> P {
        accept(P::check(&self.settings));
        P::registry().join(&self)
    }
}

/// Panics with what is wrong with a setting; at compile time in a constant.
#[track_caller]
pub(crate) const fn accept(checked: Result<(), &'static str>) {
    if let Err(wrong) = checked {
        panic!("{}", wrong);
    }
}

impl<P: Policy, N: Clone> Clone for Builder<P, N> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            settings: self.settings,
            given: self.given,
        }
    }
}

impl<P: Policy, N: fmt::Debug> fmt::Debug for Builder<P, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("name", &self.name)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

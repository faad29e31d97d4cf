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
#[must_use = "a builder does nothing until `build`"]
pub struct Builder<P: Policy> {
    pub(super) name: Name,
    pub(crate) settings: P::Settings,
    /// False where the place joins by name alone.
    pub(crate) given: bool,
}

impl<P: Policy> Builder<P> {
    pub(crate) fn named(name: Name) -> Self {
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

/// The name of a policy that a constant gives.
///
/// # Panics
///
/// If it is empty, when the constants of an attribute are evaluated.
#[track_caller]
pub const fn named(name: &'static str) -> &'static str {
    assert!(!name.is_empty(), "`name` must not be empty");
    name
}

/// Panics with what is wrong with a setting; at compile time in a constant.
///
/// # Panics
///
/// If something is.
#[track_caller]
pub const fn accept(checked: Result<(), &'static str>) {
    if let Err(wrong) = checked {
        panic!("{}", wrong);
    }
}

impl<P: Policy> Clone for Builder<P> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            settings: self.settings,
            given: self.given,
        }
    }
}

impl<P: Policy> fmt::Debug for Builder<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("name", &self.name)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

//! The builder of a policy.

use std::fmt;

use super::{Policy, Registered};
use crate::Name;

/// Builds a policy from its name and, optionally, its settings.
///
/// If no setter is called, [`build`](Self::build) returns the policy that already has the name, with
/// the settings that it has. Each setter checks its value and panics if the value is out of range. In
/// a constant that is a compile error.
///
/// Each kind of policy has setters of its own, and the page of its builder explains them. On this page
/// they follow below, one `impl` block for each kind.
///
/// | policy | builder |
/// |---|---|
/// | [`CircuitBreaker`](crate::CircuitBreaker) | [`CircuitBreakerBuilder`](crate::CircuitBreakerBuilder) |
/// | [`Bulkhead`](crate::Bulkhead) | [`BulkheadBuilder`](crate::BulkheadBuilder) |
/// | [`RateLimiter`](crate::RateLimiter) | [`RateLimiterBuilder`](crate::RateLimiterBuilder) |
/// | [`RetryBudget`](crate::RetryBudget) | [`RetryBudgetBuilder`](crate::RetryBudgetBuilder) |
///
/// The settings of a policy that is in use are changed by its method `adjust`, such as
/// [`Bulkhead::adjust`](crate::Bulkhead::adjust).
///
/// # Examples
///
/// ```
/// # use resilience_runtime::Bulkhead;
/// let states = Bulkhead::builder("reports").max(4).build();
/// let joins = Bulkhead::builder("reports").build();
/// assert_eq!(joins.snapshot().max, 4);
/// # drop(states);
/// ```
#[must_use = "a builder does nothing until `build`"]
pub struct Builder<P: Policy> {
    name: Name,
    pub(crate) settings: P::Settings,
    /// Whether a setter was called.
    pub(crate) has_settings: bool,
}

impl<P: Policy> Builder<P> {
    pub(crate) fn new(name: Name) -> Self {
        Self {
            name,
            settings: P::DEFAULT,
            has_settings: false,
        }
    }

    /// The settings, if a setter was called.
    fn stated_settings(&self) -> Option<P::Settings> {
        self.has_settings.then_some(self.settings)
    }
}

impl<P: Registered> Builder<P> {
    /// Returns the policy of that name, which is created if there is none.
    ///
    /// Settings that differ from the first ones stated for the name are a conflict. The policy keeps
    /// the first settings, and [`registry::validate`](crate::registry::validate) returns the conflict
    /// with both locations.
    ///
    /// # Panics
    ///
    /// If two settings contradict each other. A setter checks only its own value.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RateLimiter;
    /// # use std::time::Duration;
    /// let limiter = RateLimiter::builder("exports").max(100).per(Duration::from_secs(1)).build();
    /// assert_eq!(limiter.name(), "exports");
    /// ```
    #[track_caller]
    pub fn build(self) -> P {
        assert_valid(P::check(&self.settings));
        let stated = self.stated_settings();
        P::registry().build(self.name, stated)
    }
}

/// Returns `name`, which must not be empty.
///
/// # Panics
///
/// If `name` is empty. Attributes evaluate it in a constant, where that is a compile error.
#[track_caller]
pub const fn non_empty_name(name: &'static str) -> &'static str {
    assert!(!name.is_empty(), "`name` must not be empty");
    name
}

/// Panics with the error of a setting that was checked. In a constant that is a compile error.
///
/// # Panics
///
/// If `checked` is an error.
#[track_caller]
pub const fn assert_valid(checked: Result<(), &'static str>) {
    if let Err(wrong) = checked {
        panic!("{}", wrong);
    }
}

impl<P: Policy> Clone for Builder<P> {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            settings: self.settings,
            has_settings: self.has_settings,
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

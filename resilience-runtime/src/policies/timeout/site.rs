//! The timeout that an attribute declares.

use std::time::Duration;

use super::handle::Timeout;
use crate::Name;
use crate::registry::{FromSite, Sites};

/// The timeout that an attribute declares.
#[derive(Clone, Copy, Debug)]
pub struct TimeoutSite(Duration);

impl TimeoutSite {
    /// Declares a timeout with that limit.
    ///
    /// # Panics
    ///
    /// If the limit is zero; at compile time in an attribute.
    pub const fn new(limit: Duration) -> Self {
        assert!(!limit.is_zero(), "`timeout` must be longer than zero");
        Self(limit)
    }

    /// The timeout of the function at that path.
    #[must_use]
    pub const fn of(self, function: &'static str) -> Timeout {
        Timeout {
            name: Name::from_static(function),
            limit: self.0,
        }
    }
}

impl FromSite for Timeout {
    type Site = TimeoutSite;

    fn declare(_: &'static TimeoutSite, _: &'static str, _: &mut Sites) {}

    fn resolve(site: &TimeoutSite, function: &'static str) -> Self {
        site.of(function)
    }
}

/// Checks that the timeout of an attempt is not longer than that of the whole call.
///
/// # Panics
///
/// If it is longer; at compile time in an attribute.
pub const fn attempt_fits(attempt: Duration, whole: Duration) {
    assert!(
        attempt.as_nanos() <= whole.as_nanos(),
        "this `timeout` of each attempt must not be longer than the one of the whole call, which cuts it off"
    );
}

//! How much a tile needs to be looked at.

use serde::Serialize;

use super::counts::Counts;
use super::group::Group;
use crate::CircuitState;

/// How much a tile needs to be looked at, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Trouble {
    /// Its breaker refuses calls.
    Open,
    /// Its breaker tries whether the service is back.
    HalfOpen,
    /// Calls wait for a place or a permit, or found none, or no retry is left.
    Saturated,
    /// Calls fail.
    Failing,
    /// Somebody holds its breaker closed, or has switched a policy off.
    Bypassed,
    /// Nothing.
    None,
}

impl Trouble {
    /// That of `group`, in which `recent` has happened of late.
    pub(super) fn of(group: &Group, recent: &Counts) -> Self {
        match group.breaker.as_ref().map(|it| it.state) {
            Some(CircuitState::Open | CircuitState::ForcedOpen) => Self::Open,
            Some(CircuitState::HalfOpen) => Self::HalfOpen,
            _ if is_saturated(group, recent) => Self::Saturated,
            _ if recent.failed + recent.timed_out > 0 => Self::Failing,
            Some(CircuitState::ForcedClosed | CircuitState::Disabled) => Self::Bypassed,
            _ if is_off(group) => Self::Bypassed,
            _ => Self::None,
        }
    }
}

fn is_saturated(group: &Group, recent: &Counts) -> bool {
    let places = group.bulkhead.as_ref().filter(|it| it.enabled);
    let budget = group.budget.as_ref().filter(|it| it.enabled);
    recent.turned_away > 0
        || places.is_some_and(|it| it.waiting > 0 || (it.max > 0 && it.in_flight >= it.max))
        || group.limiter.as_ref().is_some_and(|it| it.waiting > 0)
        || budget.is_some_and(|it| it.balance == 0)
}

fn is_off(group: &Group) -> bool {
    group.bulkhead.as_ref().is_some_and(|it| !it.enabled)
        || group.limiter.as_ref().is_some_and(|it| !it.enabled)
        || group.budget.as_ref().is_some_and(|it| !it.enabled)
}

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
    /// Calls wait for a place or a permit, or found none, or a retry found the budget empty.
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
    recent.turned_away + recent.unpaid > 0
        || places.is_some_and(|it| it.waiting > 0 || (it.max > 0 && it.in_flight >= it.max))
        || group.limiter.as_ref().is_some_and(|it| it.waiting > 0)
}

fn is_off(group: &Group) -> bool {
    group.bulkhead.as_ref().is_some_and(|it| !it.enabled)
        || group.limiter.as_ref().is_some_and(|it| !it.enabled)
        || group.budget.as_ref().is_some_and(|it| !it.enabled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bulkhead, CircuitBreaker, RetryBudget};

    #[test]
    fn the_worst_of_a_name_is_told() {
        let breaker = CircuitBreaker::builder("worst").build();
        let bulkhead = Bulkhead::builder("worst").max(2).build();
        let budget = RetryBudget::builder("worst")
            .burst(1)
            .min_per_sec(0.0)
            .build();
        let told = |recent: Counts, waiting| {
            let mut group = Group {
                breaker: Some(breaker.snapshot()),
                bulkhead: Some(bulkhead.snapshot()),
                budget: Some(budget.snapshot()),
                ..Group::default()
            };
            if let Some(it) = &mut group.bulkhead {
                it.waiting = waiting;
            }
            Trouble::of(&group, &recent)
        };
        let calm = Counts::default();
        let failing = Counts { failed: 1, ..calm };
        let full = Counts {
            turned_away: 1,
            ..failing
        };
        assert_eq!(told(calm, 0), Trouble::None);
        assert_eq!(told(failing, 0), Trouble::Failing);
        assert_eq!(told(full, 0), Trouble::Saturated);
        assert_eq!(told(failing, 1), Trouble::Saturated);
        breaker.force_closed();
        assert_eq!(told(calm, 0), Trouble::Bypassed);
        assert_eq!(told(failing, 0), Trouble::Failing);
        assert_eq!(told(Counts { unpaid: 1, ..calm }, 0), Trouble::Saturated);
        breaker.force_open();
        assert_eq!(told(full, 1), Trouble::Open);
        breaker.reset();
        bulkhead.adjust(|it| it.enabled(false));
        assert_eq!(told(calm, 0), Trouble::Bypassed);
    }
}

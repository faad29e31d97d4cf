//! How much a tile needs to be looked at.

use super::counts::Counts;
use super::group::Group;
use crate::__private::Severity;

/// That of `group`, in which `recent` has happened of late: the worst of its policies and its calls.
pub(super) fn trouble(group: &Group, recent: &Counts) -> Severity {
    let calls = if recent.turned_away + recent.unpaid > 0 {
        Severity::Saturated
    } else if recent.failed + recent.timed_out > 0 {
        Severity::Failing
    } else {
        Severity::None
    };
    let policies = group.policies.iter().map(|it| it.severity);
    policies.fold(calls, Severity::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::__private::overviews;
    use crate::{Bulkhead, CircuitBreaker, RetryBudget};

    #[test]
    fn the_worst_of_a_name_is_told() {
        let breaker = CircuitBreaker::builder("worst").build();
        let bulkhead = Bulkhead::builder("worst").max(2).build();
        let _budget = RetryBudget::builder("worst")
            .burst(1)
            .min_per_sec(0.0)
            .build();
        let told = |recent: Counts, waiting: bool| {
            let mut policies = overviews();
            policies.retain(|it| it.name == "worst");
            if waiting {
                for it in policies.iter_mut().filter(|it| it.kind == "bulkhead") {
                    it.severity = Severity::Saturated;
                }
            }
            let group = Group {
                policies,
                ..Group::default()
            };
            trouble(&group, &recent)
        };
        let calm = Counts::default();
        let failing = Counts { failed: 1, ..calm };
        let full = Counts {
            turned_away: 1,
            ..failing
        };
        assert_eq!(told(calm, false), Severity::None);
        assert_eq!(told(failing, false), Severity::Failing);
        assert_eq!(told(full, false), Severity::Saturated);
        assert_eq!(told(failing, true), Severity::Saturated);
        breaker.force_closed();
        assert_eq!(told(calm, false), Severity::Bypassed);
        assert_eq!(told(failing, false), Severity::Failing);
        assert_eq!(
            told(Counts { unpaid: 1, ..calm }, false),
            Severity::Saturated
        );
        breaker.force_open();
        assert_eq!(told(full, true), Severity::Open);
        breaker.reset();
        bulkhead.adjust(|it| it.enabled(false));
        assert_eq!(told(calm, false), Severity::Bypassed);
    }
}

//! The counts of a tile.

/// Totals at one moment. The difference of two is what happened between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) succeeded: u64,
    pub(super) failed: u64,
    /// Calls that the breaker admitted and ignored, including those rejected by layers below it.
    pub(super) ignored: u64,
    /// Admitted calls without a breaker that counts their results.
    pub(super) admitted: u64,
    /// Calls that an open breaker rejected.
    pub(super) cut_short: u64,
    /// Calls without a free slot or permit.
    pub(super) turned_away: u64,
    pub(super) timed_out: u64,
    pub(super) retries: u64,
    /// Retries that the budget did not grant.
    pub(super) unpaid: u64,
    pub(super) fallbacks: u64,
}

impl Counts {
    /// The counts since `earlier`. A policy that was built again starts at zero.
    pub(super) fn since(&self, earlier: &Self) -> Self {
        let past = |of: fn(&Self) -> u64| of(self).saturating_sub(of(earlier));
        Self {
            succeeded: past(|it| it.succeeded),
            failed: past(|it| it.failed),
            ignored: past(|it| it.ignored),
            admitted: past(|it| it.admitted),
            cut_short: past(|it| it.cut_short),
            turned_away: past(|it| it.turned_away),
            timed_out: past(|it| it.timed_out),
            retries: past(|it| it.retries),
            unpaid: past(|it| it.unpaid),
            fallbacks: past(|it| it.fallbacks),
        }
    }

    /// Rejected calls.
    pub(super) fn refused(&self) -> u64 {
        self.cut_short + self.turned_away
    }

    /// Admitted calls.
    pub(super) fn calls(&self) -> u64 {
        let dropped = self.ignored.saturating_sub(self.turned_away);
        self.succeeded + self.failed + dropped + self.admitted
    }

    /// Requested calls.
    pub(super) fn asked(&self) -> u64 {
        self.calls() + self.refused()
    }

    /// Calls that failed or were rejected.
    pub(super) fn errors(&self) -> u64 {
        self.failed + self.refused()
    }

    /// The share of requested calls that failed, from 0 to 1.
    pub(super) fn error_share(&self) -> f64 {
        match self.asked() {
            0 => 0.0,
            asked => rounded((number(self.errors()) / number(asked)).min(1.0)),
        }
    }
}

/// A count as a floating-point number.
pub(super) fn number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Rounded to three decimal places; the page shows no more.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_is_turned_away_below_a_breaker_counts_once() {
        let counts = Counts {
            succeeded: 6,
            failed: 1,
            ignored: 3,
            turned_away: 2,
            cut_short: 1,
            ..Counts::default()
        };
        assert_eq!(
            (counts.calls(), counts.asked(), counts.errors()),
            (8, 11, 4)
        );
        assert!((counts.error_share() - 0.364).abs() < 1e-9);
        assert!(Counts::default().error_share().abs() < 1e-9);
    }

    #[test]
    fn a_policy_that_was_made_anew_begins_at_zero() {
        let before = Counts {
            failed: 9,
            succeeded: 4,
            ..Counts::default()
        };
        let after = Counts {
            failed: 1,
            succeeded: 7,
            ..Counts::default()
        };
        let between = after.since(&before);
        assert_eq!((between.failed, between.succeeded), (0, 3));
    }
}

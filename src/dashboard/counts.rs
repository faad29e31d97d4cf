//! What is counted of a tile.

/// What has happened until a moment; in a difference of two, what has happened between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Calls that were let in and have ended, or where no breaker counts them, that were let in.
    pub(super) calls: u64,
    pub(super) succeeded: u64,
    pub(super) failed: u64,
    /// Calls that an open breaker refused.
    pub(super) cut_short: u64,
    /// Calls for which there was no place or no permit.
    pub(super) turned_away: u64,
    pub(super) timed_out: u64,
    pub(super) retries: u64,
    pub(super) fallbacks: u64,
}

impl Counts {
    /// What has happened since `earlier`. A policy that was made anew begins at zero.
    pub(super) fn since(&self, earlier: &Self) -> Self {
        let past = |of: fn(&Self) -> u64| of(self).saturating_sub(of(earlier));
        Self {
            calls: past(|it| it.calls),
            succeeded: past(|it| it.succeeded),
            failed: past(|it| it.failed),
            cut_short: past(|it| it.cut_short),
            turned_away: past(|it| it.turned_away),
            timed_out: past(|it| it.timed_out),
            retries: past(|it| it.retries),
            fallbacks: past(|it| it.fallbacks),
        }
    }

    /// Calls that were refused.
    pub(super) fn refused(&self) -> u64 {
        self.cut_short + self.turned_away
    }

    /// Calls that were asked for.
    pub(super) fn asked(&self) -> u64 {
        self.calls + self.refused()
    }

    /// Calls that brought no answer.
    pub(super) fn errors(&self) -> u64 {
        self.failed + self.refused()
    }

    /// The errors among the calls that were asked for, as a fraction of one.
    pub(super) fn error_share(&self) -> f64 {
        match self.asked() {
            0 => 0.0,
            asked => rounded((number(self.errors()) / number(asked)).min(1.0)),
        }
    }
}

/// A count to reckon with.
pub(super) fn number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// With three places: the page shows no more.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}

//! When a closed breaker trips.
//!
//! A rule sees every counted result of the closed state, successes included, and says whether it is
//! met. It knows neither the other states nor the clock.

/// So many failures in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Consecutive {
    failures: u32,
}

impl Consecutive {
    /// Counts a failure, and says whether that makes `threshold` of them.
    pub(super) fn failure(&mut self, threshold: u32) -> bool {
        self.failures = self.failures.saturating_add(1);
        self.failures >= threshold
    }

    pub(super) fn success(&mut self) {
        self.failures = 0;
    }

    /// Whether a success would change nothing.
    pub(super) fn is_clear(self) -> bool {
        self.failures == 0
    }
}

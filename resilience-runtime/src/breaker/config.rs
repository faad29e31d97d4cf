//! The settings of a circuit breaker.

use std::fmt;
use std::time::Duration;

use super::CircuitBreaker;
use crate::registry::Builder;

/// The settings, as they are compared and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    pub(super) threshold: u32,
    pub(super) cooldown: Duration,
    pub(super) max_cooldown: Duration,
    pub(super) probes: u32,
}

impl Settings {
    pub(super) const DEFAULT: Self = Self {
        threshold: 5,
        cooldown: Duration::from_secs(30),
        max_cooldown: Duration::from_secs(30),
        probes: 3,
    };

    /// The cooldown of the opening that follows `reopenings` failed half-open periods.
    pub(super) fn cooldown_after(&self, reopenings: u32) -> Duration {
        let doubled = 1_u32
            .checked_shl(reopenings)
            .and_then(|times| self.cooldown.checked_mul(times));
        doubled.map_or(self.max_cooldown, |cooldown| {
            cooldown.min(self.max_cooldown)
        })
    }
}

/// As an attribute writes them.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            threshold,
            cooldown,
            max_cooldown,
            probes,
        } = self;
        write!(f, "threshold = {threshold}, cooldown = {cooldown:?}")?;
        if max_cooldown != cooldown {
            write!(f, "..{max_cooldown:?}")?;
        }
        write!(f, ", probes = {probes}")
    }
}

/// Builds a [`CircuitBreaker`]; made by [`CircuitBreaker::builder`].
pub type CircuitBreakerBuilder = Builder<CircuitBreaker>;

impl Builder<CircuitBreaker> {
    /// How many failures in a row trip the breaker (default 5, at least 1).
    ///
    /// # Panics
    ///
    /// If `failures` is zero.
    pub const fn threshold(mut self, failures: u32) -> Self {
        assert!(failures >= 1, "`threshold` must be at least 1");
        self.settings.threshold = failures;
        self.given = true;
        self
    }

    /// How long the breaker stays open before it is probed (default 30 s, longer than zero).
    ///
    /// # Panics
    ///
    /// If `cooldown` is zero.
    pub const fn cooldown(self, cooldown: Duration) -> Self {
        self.growing_cooldown(cooldown, cooldown)
    }

    /// A cooldown that doubles each time a probe fails, from `first` up to `last`, and starts anew
    /// once the breaker has closed.
    ///
    /// # Panics
    ///
    /// If `first` is zero or longer than `last`.
    pub const fn growing_cooldown(mut self, first: Duration, last: Duration) -> Self {
        assert!(!first.is_zero(), "`cooldown` must be longer than zero");
        assert!(
            first.as_nanos() <= last.as_nanos(),
            "`cooldown` must be a range from the shorter to the longer duration"
        );
        self.settings.cooldown = first;
        self.settings.max_cooldown = last;
        self.given = true;
        self
    }

    /// How many calls may probe the service at once while half-open, and how many must succeed to
    /// close the breaker (default 3, at least 1).
    ///
    /// # Panics
    ///
    /// If `probes` is zero.
    pub const fn probes(mut self, probes: u32) -> Self {
        assert!(probes >= 1, "`probes` must be at least 1");
        self.settings.probes = probes;
        self.given = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_growing_cooldown_doubles_up_to_its_end_and_never_overflows() {
        let range = CircuitBreaker::builder("growing")
            .growing_cooldown(Duration::from_secs(1), Duration::from_secs(60))
            .settings;
        let seconds = [0, 1, 2, 5, 6, 31, 32, u32::MAX].map(|n| range.cooldown_after(n).as_secs());
        assert_eq!(seconds, [1, 2, 4, 32, 60, 60, 60, 60]);

        let year = Duration::from_secs(31_536_000);
        let long = CircuitBreaker::builder("long").cooldown(year).settings;
        assert_eq!(long.cooldown_after(u32::MAX), year);
    }
}

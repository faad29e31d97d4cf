//! The builder of a retry budget.

use std::time::Duration;

use super::handle::RetryBudget;
use crate::Percent;
use crate::registry::{Builder, assert_valid};

/// Builds a [`RetryBudget`]. Created by [`RetryBudget::builder`].
pub type RetryBudgetBuilder = Builder<RetryBudget>;

impl Builder<RetryBudget> {
    /// Sets the share of a retry that each successful call pays for (default 10 %).
    pub const fn ratio(mut self, ratio: Percent) -> Self {
        self.settings.ratio = ratio;
        self.has_settings = true;
        self
    }

    /// Sets how long a success counts (default 60 s, must be longer than zero).
    ///
    /// # Panics
    ///
    /// If `window` is zero.
    pub const fn window(mut self, window: Duration) -> Self {
        assert_valid(self.settings.set_window(window));
        self.has_settings = true;
        self
    }

    /// Sets how many retries per second are allowed without any success (default 0.5).
    ///
    /// The sum over every process of a fleet must stay below the spare capacity of the service.
    ///
    /// # Panics
    ///
    /// If `retries` is negative, not a number, or more than a million.
    pub const fn min_per_sec(mut self, retries: f64) -> Self {
        assert_valid(self.settings.set_min_per_sec(retries));
        self.has_settings = true;
        self
    }

    /// Sets how many retries are allowed at once (default 20, at least 1).
    ///
    /// # Panics
    ///
    /// If `retries` is zero.
    pub const fn burst(mut self, retries: u32) -> Self {
        assert_valid(self.settings.set_burst(retries));
        self.has_settings = true;
        self
    }

    /// Enables or disables the budget (default enabled).
    ///
    /// A disabled budget grants every retry at no cost. It still records successes.
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.settings.enabled = enabled;
        self.has_settings = true;
        self
    }
}

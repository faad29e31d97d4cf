//! The builder of a retry.

use std::time::Duration;

use super::config::Settings;
use super::handle::Retry;
use super::jitter::Jitter;
use super::layer::RetryLayer;
use super::nesting::Inside;
use crate::RetryBudget;
use crate::registry::assert_valid;

/// Builds a [`Retry`]; made by [`Retry::builder`].
///
/// Every setting has a default. A value out of range panics, at compile time where the builder is
/// used in a constant.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct RetryBuilder {
    settings: Settings,
    budget: Option<RetryBudget>,
}

impl RetryBuilder {
    /// The defaults: three retries, from 1 s doubling to 30 s, without jitter.
    pub(super) const fn new() -> Self {
        Self {
            settings: Settings::DEFAULT,
            budget: None,
        }
    }

    /// How many times to try again after the first call (default 3, at least 1).
    ///
    /// # Panics
    ///
    /// If `retries` is zero.
    pub const fn max(mut self, retries: u32) -> Self {
        assert_valid(self.settings.set_max(retries));
        self
    }

    /// The delay before the first retry (default 1 s).
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.settings.base_delay = delay;
        self
    }

    /// The longest delay (default 30 s).
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.settings.max_delay = delay;
        self
    }

    /// By how much each delay is longer than the one before (default 2.0, at least 1.0).
    ///
    /// # Panics
    ///
    /// If `factor` is below 1, infinite or not a number.
    pub const fn factor(mut self, factor: f64) -> Self {
        assert_valid(self.settings.set_factor(factor));
        self
    }

    /// How the delay is spread (default not at all).
    pub const fn jitter(mut self, jitter: Jitter) -> Self {
        self.settings.jitter = jitter;
        self
    }

    /// How long all attempts and pauses may take together: no pause begins that would end later
    /// (default: as long as they take). An attempt is not cut off; a timeout does that.
    ///
    /// # Panics
    ///
    /// If `time` is zero.
    pub const fn max_elapsed(mut self, time: Duration) -> Self {
        assert_valid(self.settings.set_max_elapsed(time));
        self
    }

    /// Whether retries multiply: with `false`, of this retry and another one, of which one calls the
    /// other in an attempt, only the outer tries again (default `true`).
    ///
    /// It is enough that either of the two says so. It is for [`Retry::call`]: attempts that you make
    /// yourself, with [`Retry::begin`], stand down in another and are not seen by those inside of
    /// them. What an attempt hands to another task, by
    /// `tokio::spawn` say, is not inside of it.
    pub const fn nested(mut self, nested: bool) -> Self {
        self.settings.inside = if nested {
            Inside::ATTEMPT
        } else {
            Inside::ONLY_ATTEMPT
        };
        self
    }

    /// What events call it (default `"retry"`).
    pub const fn name(mut self, name: &'static str) -> Self {
        self.settings.name = name;
        self
    }

    /// The budget that every retry is taken from, and every success pays into.
    pub fn budget(mut self, budget: &RetryBudget) -> Self {
        self.budget = Some(budget.clone());
        self
    }

    /// The retry.
    ///
    /// # Panics
    ///
    /// If `base_delay` is above `max_delay`.
    pub fn build(self) -> Retry {
        assert_valid(self.settings.check());
        Retry {
            layer: RetryLayer {
                settings: self.settings,
                budget: self.budget,
            },
        }
    }
}

impl Retry {
    /// Starts to build a retry.
    pub const fn builder() -> RetryBuilder {
        RetryBuilder::new()
    }
}

#[cfg(test)]
impl RetryBuilder {
    pub(crate) const fn declared(function: &'static str) -> Self {
        Self::new().name(function)
    }

    pub(crate) fn settings(self) -> Settings {
        self.settings
    }
}

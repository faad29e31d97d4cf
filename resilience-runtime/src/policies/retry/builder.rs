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
/// Every setting has a default. A setter panics if its value is out of range; at compile time in a constant.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Jitter, Retry};
/// # use std::time::Duration;
/// let retry = Retry::builder()
///     .max(5)
///     .base_delay(Duration::from_millis(100))
///     .max_delay(Duration::from_secs(5))
///     .jitter(Jitter::Full)
///     .build();
/// # let _ = retry;
/// ```
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

    /// Sets the maximum number of retries after the first call (default 3, at least 1).
    ///
    /// # Panics
    ///
    /// If `retries` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Retry;
    /// let retry = Retry::builder().max(5).build();
    /// # let _ = retry;
    /// ```
    pub const fn max(mut self, retries: u32) -> Self {
        assert_valid(self.settings.set_max(retries));
        self
    }

    /// Sets the delay before the first retry (default 1 s).
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Retry;
    /// # use std::time::Duration;
    /// let retry = Retry::builder().base_delay(Duration::from_millis(100)).build();
    /// # let _ = retry;
    /// ```
    pub const fn base_delay(mut self, delay: Duration) -> Self {
        self.settings.base_delay = delay;
        self
    }

    /// Sets the maximum delay (default 30 s).
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Retry;
    /// # use std::time::Duration;
    /// let retry = Retry::builder().max_delay(Duration::from_secs(5)).build();
    /// # let _ = retry;
    /// ```
    pub const fn max_delay(mut self, delay: Duration) -> Self {
        self.settings.max_delay = delay;
        self
    }

    /// Sets the factor between a delay and the next (default 2.0, at least 1.0).
    ///
    /// # Panics
    ///
    /// If `factor` is below 1, infinite or not a number.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Retry;
    /// let retry = Retry::builder().factor(1.5).build();
    /// # let _ = retry;
    /// ```
    pub const fn factor(mut self, factor: f64) -> Self {
        assert_valid(self.settings.set_factor(factor));
        self
    }

    /// Sets the jitter (default [`Jitter::None`]).
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Jitter, Retry};
    /// let retry = Retry::builder().jitter(Jitter::Equal).build();
    /// # let _ = retry;
    /// ```
    pub const fn jitter(mut self, jitter: Jitter) -> Self {
        self.settings.jitter = jitter;
        self
    }

    /// Limits the time of all attempts and pauses together (default: no limit).
    ///
    /// A pause that would end later is not started. An attempt in flight is not ended; use a timeout for that.
    ///
    /// # Panics
    ///
    /// If `time` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Retry;
    /// # use std::time::Duration;
    /// let retry = Retry::builder().max_elapsed(Duration::from_secs(10)).build();
    /// # let _ = retry;
    /// ```
    pub const fn max_elapsed(mut self, time: Duration) -> Self {
        assert_valid(self.settings.set_max_elapsed(time));
        self
    }

    /// Sets whether nested retries multiply (default `true`).
    ///
    /// With `false`, if this retry runs inside an attempt of another one, or the other way round, only the outer one
    /// retries. One of the two needs the setting. It applies to [`Retry::call`]: a call from [`Retry::begin`] does not
    /// retry inside another attempt, but retries inside its own attempts do not know of it. A task that an attempt
    /// spawns is not inside the attempt.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Retry;
    /// let retry = Retry::builder().nested(false).build();
    /// # let _ = retry;
    /// ```
    pub const fn nested(mut self, nested: bool) -> Self {
        self.settings.inside = if nested {
            Inside::ATTEMPT
        } else {
            Inside::ONLY_ATTEMPT
        };
        self
    }

    /// Sets the name in events (default `"retry"`).
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Retry;
    /// let retry = Retry::builder().name("quotes").build();
    /// # let _ = retry;
    /// ```
    pub const fn name(mut self, name: &'static str) -> Self {
        self.settings.name = name;
        self
    }

    /// Sets the budget that every retry is taken from and every success is paid into.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::{Retry, RetryBudget};
    /// let budget = RetryBudget::builder("maps").build();
    /// let retry = Retry::builder().budget(&budget).build();
    /// # let _ = retry;
    /// ```
    pub fn budget(mut self, budget: &RetryBudget) -> Self {
        self.budget = Some(budget.clone());
        self
    }

    /// Builds the retry.
    ///
    /// # Panics
    ///
    /// If `base_delay` is above `max_delay`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Retry;
    /// let retry = Retry::builder().build();
    /// # let _ = retry;
    /// ```
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
    /// Returns a builder with the default settings.
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

//! The settings of a retry.

use std::time::Duration;

use super::nesting::Inside;
use super::{Jitter, Retry};
use crate::RetryBudget;

/// The settings of a retry, checked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    pub(super) max: u32,
    pub(super) base_delay: Duration,
    pub(super) max_delay: Duration,
    pub(super) factor: f64,
    pub(super) jitter: Jitter,
    pub(super) max_elapsed: Option<Duration>,
    /// What its attempts are to retries inside of them.
    pub(super) inside: Inside,
    pub(super) timed: bool,
    /// What events call it.
    pub(super) name: &'static str,
}

/// Builds a [`Retry`]; made by [`Retry::builder`].
///
/// Every setting has a default. A value out of range panics, at compile time where the builder is
/// used in a constant.
///
/// `B` is the budget that it has: an annotated function has none here.
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build`"]
pub struct RetryBuilder<B = Option<RetryBudget>> {
    settings: Settings,
    budget: B,
}

impl<B> RetryBuilder<B> {
    /// The defaults: three retries, from 1 s doubling to 30 s, without jitter.
    pub(super) const fn new(budget: B) -> Self {
        let settings = Settings {
            max: 3,
            base_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(30),
            factor: 2.0,
            jitter: Jitter::None,
            max_elapsed: None,
            inside: Inside::of(true),
            timed: false,
            name: "retry",
        };
        Self { settings, budget }
    }

    /// How many times to try again after the first call (default 3, at least 1).
    ///
    /// # Panics
    ///
    /// If `retries` is zero.
    pub const fn max(mut self, retries: u32) -> Self {
        assert!(retries >= 1, "`max` must be at least 1");
        self.settings.max = retries;
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
        assert!(
            factor >= 1.0 && factor < f64::INFINITY,
            "`factor` must be a number from 1.0 up"
        );
        self.settings.factor = factor;
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
        assert!(!time.is_zero(), "`max_elapsed` must be longer than zero");
        self.settings.max_elapsed = Some(time);
        self.timed()
    }

    /// Whether retries multiply: with `false`, of this retry and another one, of which one calls the
    /// other in an attempt, only the outer tries again (default `true`).
    ///
    /// It is enough that either of the two says so. It is for [`Retry::call`]: attempts that you make
    /// yourself, with [`Retry::begin`], stand down in another and are not seen by those inside of
    /// them. What an attempt hands to another task, by
    /// `tokio::spawn` say, is not inside of it.
    pub const fn nested(mut self, nested: bool) -> Self {
        self.settings.inside = Inside::of(nested);
        self
    }

    /// What events call it (default `"retry"`).
    pub const fn name(mut self, name: &'static str) -> Self {
        self.settings.name = name;
        self
    }

    /// Whether an [`Attempt`](super::Attempt) is looked at, which takes a look at the clock first.
    #[doc(hidden)]
    pub const fn timed(mut self) -> Self {
        self.settings.timed = true;
        self
    }
}

impl RetryBuilder<()> {
    /// The settings of an annotated function, whose budget is a site of its own.
    #[doc(hidden)]
    pub const fn declared(function: &'static str) -> Self {
        Self::new(()).name(function)
    }

    #[doc(hidden)]
    pub const fn settings(self) -> Settings {
        self.settings.checked()
    }
}

impl RetryBuilder {
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
        Retry {
            settings: self.settings.checked(),
            budget: self.budget,
        }
    }
}

impl Settings {
    const fn checked(self) -> Self {
        assert!(
            self.base_delay.as_nanos() <= self.max_delay.as_nanos(),
            "`base_delay` (default 1s) must not be above `max_delay` (default 30s)"
        );
        self
    }
}

//! The retry as the loop of a pipeline.

use std::borrow::Borrow;
use std::task::Poll;

use super::attempts::Attempts;
use super::budgeted::Budgeted;
use super::config::Settings;
use super::nesting::Nested;
use crate::RetryBudget;
use crate::observe::events;
use crate::pipeline::{PollContext, RetryLoop};

/// A retry with its settings and its budget: its function's own, or borrowed.
#[derive(Clone, Copy, Debug)]
pub struct RetryLayer<S, B> {
    /// The number of retries and the pauses before them.
    pub settings: S,
    /// The budget that each retry is taken from, or `()`.
    pub budget: B,
}

impl<S: Borrow<Settings>, B: Budgeted> RetryLoop for RetryLayer<S, B> {
    type Attempts<'a> = Attempts<'a>;
    type Scope = Nested;
    const LAYERS: usize = 1;

    /// The slow path reads the clock, for settings and listeners that ask for the time.
    #[inline]
    fn try_start(&self) -> bool {
        !(self.settings.borrow().timed || events::has_listener())
    }

    #[inline(always)]
    fn succeed(&self) {
        if let Some(budget) = self.budget.budget() {
            budget.deposit_fast();
        }
    }

    #[inline(always)]
    fn attempts(&self) -> Attempts<'_> {
        Attempts::untimed()
    }

    #[inline]
    fn poll_start<'a>(
        &'a self,
        attempts: &mut Attempts<'a>,
        cx: &mut PollContext<'_, '_>,
    ) -> Poll<()> {
        attempts.poll_start(self.settings.borrow(), cx)
    }

    #[inline]
    fn sent(&self, attempts: &mut Attempts<'_>) {
        attempts.sent();
    }

    #[inline]
    fn enter(&self) -> Nested {
        Nested::enter(self.settings.borrow().inside)
    }
}

/// A retry loop with settings, a budget and attempts: one that decides whether there is a next attempt.
pub trait Retries: RetryLoop {
    /// The settings.
    fn settings(&self) -> &Settings;

    /// The budget that each retry is taken from.
    fn budget(&self) -> Option<&RetryBudget>;

    /// One call and its attempts, by their own type.
    fn attempts_of<'a, 'c>(&'a self, attempts: &'c mut Self::Attempts<'a>) -> &'c mut Attempts<'a>;
}

impl<S: Borrow<Settings>, B: Budgeted> Retries for RetryLayer<S, B> {
    #[inline]
    fn settings(&self) -> &Settings {
        self.settings.borrow()
    }

    #[inline]
    fn budget(&self) -> Option<&RetryBudget> {
        self.budget.budget()
    }

    #[inline]
    fn attempts_of<'a, 'c>(&'a self, attempts: &'c mut Attempts<'a>) -> &'c mut Attempts<'a> {
        attempts
    }
}

impl<R: Retries> Retries for &R {
    fn settings(&self) -> &Settings {
        (**self).settings()
    }

    fn budget(&self) -> Option<&RetryBudget> {
        (**self).budget()
    }

    fn attempts_of<'a, 'c>(&'a self, attempts: &'c mut Self::Attempts<'a>) -> &'c mut Attempts<'a> {
        (**self).attempts_of(attempts)
    }
}

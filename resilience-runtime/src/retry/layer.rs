//! The retry as a layer of a pipeline.

use std::task::Poll;
use std::time::Duration;

use super::config::Settings;
use super::run::Run;
use crate::clock::Time;
use crate::pipeline::{Entry, Layer, Passage, Timer, Wait};
use crate::registry::{Declares, Site, Sites};
use crate::{Rejected, RetryBudget, Verdict};

/// The retry of one function, with its budget.
#[derive(Debug)]
pub struct RetrySite {
    settings: Settings,
    budget: Option<Site<RetryBudget>>,
}

impl RetrySite {
    /// The retry with those settings.
    pub const fn new(settings: Settings, budget: Option<Site<RetryBudget>>) -> Self {
        Self { settings, budget }
    }
}

impl Declares for RetrySite {
    fn declare(&'static self, sites: &mut Sites) {
        self.budget.declare(sites);
    }
}

/// The settings of a retry, and the budget that goes with them.
#[derive(Clone, Copy, Debug)]
pub struct RetryLayer<'a> {
    settings: &'a Settings,
    budget: Option<&'a RetryBudget>,
}

impl<'a> RetryLayer<'a> {
    /// A retry with those settings.
    #[inline]
    pub const fn new(settings: &'a Settings, budget: Option<&'a RetryBudget>) -> Self {
        Self { settings, budget }
    }
}

/// One call, as it goes through a retry.
#[derive(Debug)]
pub struct Attempts<'a> {
    /// `None` while the call is outside.
    run: Option<Run<'a>>,
    pause: Pause,
}

/// What is before the next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pause {
    Nothing,
    /// It is granted, and put off so long.
    Granted(Duration),
    Until(Time),
    /// Others have had their turn.
    Yielded,
}

impl<'a> Attempts<'a> {
    #[inline]
    fn enter(
        &mut self,
        settings: &'a Settings,
        budget: impl FnOnce() -> Option<&'a RetryBudget>,
        wait: &mut Wait<'_, '_>,
    ) -> Entry {
        if self.run.is_none() {
            self.run = Some(settings.begin(budget()));
        }
        match self.pause {
            Pause::Nothing => Entry::In,
            _ => self.wait(wait),
        }
    }

    /// Waits out the pause.
    #[cold]
    fn wait(&mut self, wait: &mut Wait<'_, '_>) -> Entry {
        if let (Pause::Granted(delay), Some(run)) = (self.pause, &mut self.run) {
            let delay = run.pause(delay);
            if delay.is_zero() {
                self.pause = Pause::Yielded;
                wait.waker().wake_by_ref();
                return Entry::Waits;
            }
            self.pause = Pause::Until(wait.now().after(delay));
        }
        match self.pause {
            Pause::Until(time) if !wait.is_over(time) => Entry::Waits,
            _ => {
                self.pause = Pause::Nothing;
                Entry::In
            }
        }
    }
}

impl Layer for RetryLayer<'_> {
    type Passage<'a> = Attempts<'a>;
    type Timer<Below: Timer> = Below;

    #[inline]
    fn enter<'a>(&'a self, call: &mut Attempts<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        call.enter(self.settings, || self.budget, wait)
    }

    fn rejected(&self, _: &Attempts<'_>) -> Option<Rejected> {
        None
    }
}

impl Layer for RetrySite {
    type Passage<'a> = Attempts<'a>;
    type Timer<Below: Timer> = Below;

    #[inline]
    fn enter<'a>(&'a self, call: &mut Attempts<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        call.enter(
            &self.settings,
            || self.budget.as_ref().map(Site::policy),
            wait,
        )
    }

    fn rejected(&self, _: &Attempts<'_>) -> Option<Rejected> {
        None
    }
}

impl<'a> Passage<'a> for Attempts<'a> {
    #[inline]
    fn begin() -> Self {
        Self {
            run: None,
            pause: Pause::Nothing,
        }
    }

    #[inline]
    fn sends(&mut self) {
        if let Some(run) = &mut self.run {
            run.send();
        }
    }

    #[inline]
    fn poll_body<T>(&mut self, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        match &self.run {
            Some(run) => run.settings.poll_attempt(poll),
            None => poll(),
        }
    }

    #[inline]
    fn leave(&mut self) {
        *self = Self::begin();
    }

    #[inline]
    fn run(&mut self) -> Option<(&mut Run<'a>, Option<Verdict>)> {
        self.run.as_mut().map(|run| (run, None))
    }

    fn put_off(&mut self, delay: Duration) {
        self.pause = Pause::Granted(delay);
    }
}

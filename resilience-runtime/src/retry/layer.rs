//! The retry as a layer of a pipeline.

use std::time::Duration;

use super::config::Settings;
use super::nesting::Inside;
use super::run::{Run, UNTIMED};
use crate::clock::Time;
use crate::events;
use crate::pipeline::{Entry, Layer, Passage, Timer, Wait};
use crate::registry::{Declares, Site, Sites};
use crate::{Rejected, RetryBudget, Verdict};

/// The retry of one function, with its budget.
#[derive(Debug)]
pub struct RetrySite {
    /// How often, and after how long a pause, it tries again.
    pub settings: Settings,
    /// What each retry is taken from.
    pub budget: Option<Site<RetryBudget>>,
}

impl RetrySite {
    #[inline]
    fn layer(&self) -> RetryLayer<'_> {
        RetryLayer::new(&self.settings, self.budget.as_ref().map(Site::policy))
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

/// Stands for the start of a call that has not come as far as the retry.
const OUTSIDE: Time = Time::LAST;

/// One call, as it goes through a retry.
#[derive(Debug)]
pub struct Attempts<'a> {
    /// When the call began; [`OUTSIDE`] while it has not.
    started: Time,
    /// What another attempt needs: there once the first was judged, and no plain success.
    later: Option<Box<Later<'a>>>,
}

#[derive(Debug)]
struct Later<'a> {
    run: Run<'a>,
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

impl Later<'_> {
    /// Waits out the pause.
    fn wait(&mut self, wait: &mut Wait<'_, '_>) -> Entry {
        if let Pause::Granted(delay) = self.pause {
            let delay = self.run.pause(delay);
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

impl<'a> Attempts<'a> {
    #[inline]
    fn enter(&mut self, settings: &Settings) -> Entry {
        if self.started == OUTSIDE {
            self.started = settings.start();
            return Entry::In;
        }
        match &self.later {
            Some(later) if later.pause != Pause::Nothing => Entry::Waits,
            _ => Entry::In,
        }
    }

    fn wait(&mut self, settings: &Settings, wait: &mut Wait<'_, '_>) -> Entry {
        match &mut self.later {
            Some(later) => later.wait(wait),
            None => self.enter(settings),
        }
    }

    #[inline]
    fn succeeds(&self, budget: impl FnOnce() -> Option<&'a RetryBudget>) -> bool {
        let is_first = self.started != OUTSIDE && self.later.is_none();
        if is_first {
            if let Some(budget) = budget() {
                budget.deposit();
            }
        }
        is_first
    }

    #[cold]
    fn run(&mut self, of: RetryLayer<'a>) -> Option<&mut Run<'a>> {
        if self.started == OUTSIDE {
            return None;
        }
        let RetryLayer { settings, budget } = of;
        let later = self.later.get_or_insert_with(|| {
            Box::new(Later {
                run: Run::new(settings, budget, self.started),
                pause: Pause::Nothing,
            })
        });
        Some(&mut later.run)
    }
}

impl Settings {
    /// Whether nobody looks at the time.
    #[inline]
    fn pass(&self) -> Result<(), ()> {
        if self.timed || events::is_heard() {
            Err(())
        } else {
            Ok(())
        }
    }
}

impl Layer for RetryLayer<'_> {
    type Passage<'a> = Attempts<'a>;
    type Pass = ();
    type Halt = ();
    type Timer<Below: Timer> = Below;
    const REJECTS: usize = 0;
    const WAITS: bool = true;
    const RETRIES: bool = true;

    #[inline]
    fn inside(&self) -> Inside {
        self.settings.inside()
    }

    #[inline]
    fn pass(&self) -> Result<(), ()> {
        self.settings.pass()
    }

    #[inline]
    fn passed(&self, (): ()) {
        self.budget.iter().for_each(|budget| budget.deposit());
    }

    fn keep(&self, (): (), call: &mut Attempts<'_>) {
        call.started = UNTIMED;
    }

    #[inline]
    fn enter<'a>(&'a self, call: &mut Attempts<'a>) -> Entry {
        call.enter(self.settings)
    }

    fn wait<'a>(&'a self, call: &mut Attempts<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        call.wait(self.settings, wait)
    }

    #[inline]
    fn rejected(&self, _: &Attempts<'_>) -> Option<Rejected> {
        None
    }

    #[inline]
    fn succeeds(&self, call: &mut Attempts<'_>) -> bool {
        call.succeeds(|| self.budget)
    }

    fn run<'a, 'c>(
        &'a self,
        call: &'c mut Attempts<'a>,
    ) -> Option<(&'c mut Run<'a>, Option<Verdict>)>
    where
        'a: 'c,
    {
        call.run(*self).map(|run| (run, None))
    }
}

impl Layer for RetrySite {
    type Passage<'a> = Attempts<'a>;
    type Pass = ();
    type Halt = ();
    type Timer<Below: Timer> = Below;
    const REJECTS: usize = 0;
    const WAITS: bool = true;
    const RETRIES: bool = true;

    #[inline]
    fn inside(&self) -> Inside {
        self.settings.inside()
    }

    #[inline]
    fn pass(&self) -> Result<(), ()> {
        self.settings.pass()
    }

    #[inline]
    fn passed(&self, (): ()) {
        let budgets = self.budget.iter();
        budgets.for_each(|budget| budget.policy().deposit());
    }

    fn keep(&self, (): (), call: &mut Attempts<'_>) {
        call.started = UNTIMED;
    }

    #[inline]
    fn enter<'a>(&'a self, call: &mut Attempts<'a>) -> Entry {
        call.enter(&self.settings)
    }

    fn wait<'a>(&'a self, call: &mut Attempts<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        call.wait(&self.settings, wait)
    }

    #[inline]
    fn rejected(&self, _: &Attempts<'_>) -> Option<Rejected> {
        None
    }

    #[inline]
    fn succeeds(&self, call: &mut Attempts<'_>) -> bool {
        call.succeeds(|| self.budget.as_ref().map(Site::policy))
    }

    fn run<'a, 'c>(
        &'a self,
        call: &'c mut Attempts<'a>,
    ) -> Option<(&'c mut Run<'a>, Option<Verdict>)>
    where
        'a: 'c,
    {
        call.run(self.layer()).map(|run| (run, None))
    }
}

impl Passage for Attempts<'_> {
    #[inline]
    fn begin() -> Self {
        Self {
            started: OUTSIDE,
            later: None,
        }
    }

    #[inline]
    fn sends(&mut self) {
        if let Some(later) = &mut self.later {
            later.run.send();
        }
    }

    #[inline]
    fn leave(&mut self) {
        self.started = OUTSIDE;
        self.later = None;
    }

    #[inline]
    fn is_tried_again(&self) -> bool {
        self.later.is_some()
    }

    fn put_off(&mut self, delay: Duration) -> bool {
        if let Some(later) = &mut self.later {
            later.pause = Pause::Granted(delay);
        }
        self.later.is_some()
    }
}

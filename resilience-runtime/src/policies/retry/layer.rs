//! The retry as a layer of a pipeline.

use std::borrow::Borrow;
use std::time::Duration;

use super::config::Settings;
use super::nesting::Inside;
use super::run::{Run, UNTIMED};
use crate::observe::events;
use crate::pipeline::{Entry, Layer, Passage, Timer, Wait};
use crate::registry::{Declared, Sites};
use crate::support::clock::Time;
use crate::{Rejected, RetryBudget, Verdict};

/// A retry, as its settings and its budget are at hand: its function's own, or borrowed.
#[derive(Clone, Copy, Debug)]
pub struct RetryLayer<S, B> {
    /// How often, and after how long a pause, it tries again.
    pub settings: S,
    /// What each retry is taken from.
    pub budget: B,
}

impl RetryLayer<Settings, ()> {
    /// The retry of the function at that path.
    #[must_use]
    pub const fn of(self, function: &'static str) -> Self {
        Self {
            settings: self.settings.of(function),
            budget: (),
        }
    }
}

/// The budget of a retry, if it has one.
pub trait Budgeted {
    /// That budget.
    fn budget(&self) -> Option<&RetryBudget>;
}

impl Budgeted for () {
    #[inline]
    fn budget(&self) -> Option<&RetryBudget> {
        None
    }
}

impl Budgeted for RetryBudget {
    #[inline]
    fn budget(&self) -> Option<&RetryBudget> {
        Some(self)
    }
}

impl Budgeted for Option<RetryBudget> {
    #[inline]
    fn budget(&self) -> Option<&RetryBudget> {
        self.as_ref()
    }
}

impl<B: Budgeted> Budgeted for &B {
    #[inline]
    fn budget(&self) -> Option<&RetryBudget> {
        (**self).budget()
    }
}

impl<B: Declared> Declared for RetryLayer<Settings, B> {
    type Site = RetryLayer<Settings, B::Site>;

    fn declare(site: &'static Self::Site, function: &'static str, sites: &mut Sites) {
        B::declare(&site.budget, function, sites);
    }

    fn find(site: &Self::Site, function: &'static str) -> Self {
        Self {
            settings: site.settings.of(function),
            budget: B::find(&site.budget, function),
        }
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

    /// Whether it has come as far as the retry, and this is its first attempt.
    #[inline]
    fn is_first(&self) -> bool {
        self.started != OUTSIDE && self.later.is_none()
    }

    #[cold]
    fn run(
        &mut self,
        settings: &'a Settings,
        budget: Option<&'a RetryBudget>,
    ) -> Option<&mut Run<'a>> {
        if self.started == OUTSIDE {
            return None;
        }
        let later = self.later.get_or_insert_with(|| {
            Box::new(Later {
                run: Run::new(settings, budget, self.started),
                pause: Pause::Nothing,
            })
        });
        Some(&mut later.run)
    }
}

impl<S: Borrow<Settings>, B: Budgeted> Layer for RetryLayer<S, B> {
    type Passage<'a> = Attempts<'a>;
    type Pass<'a>
        = ()
    where
        Self: 'a;
    type Halt<'a>
        = ()
    where
        Self: 'a;
    type Timer<Below: Timer> = Below;
    const REJECTS: usize = 0;
    const WAITS: bool = true;
    const RETRIES: bool = true;

    #[inline]
    fn inside(&self) -> Inside {
        self.settings.borrow().inside
    }

    /// Where somebody looks at the time, it is to be taken.
    #[inline]
    fn pass(&self) -> Result<(), ()> {
        if self.settings.borrow().timed || events::is_heard() {
            Err(())
        } else {
            Ok(())
        }
    }

    #[inline(always)]
    fn passed(&self, (): ()) {
        if let Some(budget) = self.budget.budget() {
            budget.deposit_in_passing();
        }
    }

    #[inline(always)]
    fn keep(&self, (): ()) -> Self::Passage<'_> {
        Attempts {
            started: UNTIMED,
            later: None,
        }
    }

    #[inline]
    fn enter<'a>(&'a self, call: &mut Attempts<'a>) -> Entry {
        call.enter(self.settings.borrow())
    }

    fn wait<'a>(&'a self, call: &mut Attempts<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        call.wait(self.settings.borrow(), wait)
    }

    #[inline]
    fn rejected(&self, _: &Attempts<'_>) -> Option<Rejected> {
        None
    }

    #[inline]
    fn succeeds(&self, call: &mut Attempts<'_>) -> bool {
        let is_first = call.is_first();
        if is_first {
            self.budget
                .budget()
                .into_iter()
                .for_each(RetryBudget::deposit);
        }
        is_first
    }

    fn run<'a, 'c>(
        &'a self,
        call: &'c mut Attempts<'a>,
    ) -> Option<(&'c mut Run<'a>, Option<Verdict>)>
    where
        'a: 'c,
    {
        let run = call.run(self.settings.borrow(), self.budget.budget());
        run.map(|run| (run, None))
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

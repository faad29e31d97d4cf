//! A timeout as a layer of the pipeline.

use std::time::Duration;

use crate::clock::Time;
use crate::events::{self, Event};
use crate::pipeline::{Entry, Layer, Often, Passage, Timer, Wait};
use crate::registry::{Declares, Sites};
use crate::{Name, Rejected, Verdict};

/// A limit with its name. That of a function needs no drop, so rustc has none to look for in the static.
#[derive(Clone, Debug)]
pub struct TimeoutLayer<N = FunctionPath> {
    pub(super) name: N,
    pub(super) limit: Duration,
}

impl TimeoutLayer {
    /// The timeout of an annotated function.
    ///
    /// # Panics
    ///
    /// If it is zero, when the constant of an attribute is evaluated.
    pub const fn declared(function: &'static str, limit: Duration) -> Self {
        assert!(!limit.is_zero(), "`timeout` must be longer than zero");
        Self {
            name: FunctionPath(function),
            limit,
        }
    }
}

impl<N: Named> TimeoutLayer<N> {
    fn rejected(&self) -> Rejected {
        Rejected::TimedOut {
            name: self.name.name(),
            limit: self.limit,
        }
    }
}

/// What a rejection takes its name from.
pub trait Named: 'static {
    /// The name.
    fn name(&self) -> Name;
}

impl Named for Name {
    fn name(&self) -> Name {
        self.clone()
    }
}

/// The path of a function. A plain `&'static str` would bring a lifetime into the trait, and a `Send`
/// future asks for all of them.
#[derive(Clone, Copy, Debug)]
pub struct FunctionPath(&'static str);

impl Named for FunctionPath {
    fn name(&self) -> Name {
        Name::from_static(self.0)
    }
}

/// How much of its time a call has used.
#[derive(Debug)]
pub enum Limited<'a, N> {
    Outside,
    /// It has not waited yet.
    Runs(&'a TimeoutLayer<N>),
    /// It runs until then.
    Until(&'a TimeoutLayer<N>, Time),
    Over,
}

impl<N: Named> Layer for TimeoutLayer<N> {
    type Passage<'a> = Limited<'a, N>;
    type Pass<'a> = &'a Self;
    type Halt<'a>
        = ()
    where
        Self: 'a;
    type Timer<Below: Timer> = Often;
    const WAITS: bool = false;
    const CUTS: bool = true;

    #[inline]
    fn pass(&self) -> Result<&Self, ()> {
        Ok(self)
    }

    #[inline(always)]
    fn keep(pass: Self::Pass<'_>) -> Self::Passage<'_> {
        Limited::Runs(pass)
    }

    #[inline]
    fn enter<'a>(&'a self, call: &mut Limited<'a, N>) -> Entry {
        if let Limited::Outside | Limited::Over = call {
            *call = Limited::Runs(self);
        }
        Entry::In
    }

    #[inline]
    fn rejected(&self, call: &Limited<'_, N>) -> Option<Rejected> {
        matches!(call, Limited::Over).then(|| self.rejected())
    }
}

impl<N: Named> Passage for Limited<'_, N> {
    #[inline]
    fn begin() -> Self {
        Self::Outside
    }

    #[inline]
    fn cuts_off(&mut self, wait: &mut Wait<'_, '_>) -> bool {
        if let Self::Runs(timeout) = *self {
            *self = Self::Until(timeout, wait.now().after(timeout.limit));
        }
        let Self::Until(timeout, time) = *self else {
            return false;
        };
        let is_over = wait.is_over(time);
        if is_over {
            *self = Self::Over;
            events::emit(|| Event::Rejected {
                rejected: timeout.rejected(),
            });
        }
        is_over
    }

    #[inline]
    fn leave(&mut self) {
        if let Self::Runs(_) | Self::Until(..) = self {
            *self = Self::Outside;
        }
    }

    #[inline]
    fn refusal(&self) -> Option<Verdict> {
        matches!(self, Self::Over).then_some(Verdict::Failure)
    }
}

impl Declares for TimeoutLayer {
    fn declare(&'static self, _: &mut Sites) {}
}

//! The policy of one annotated function.

use std::mem::ManuallyDrop;
use std::panic::Location;
use std::sync::OnceLock;

use super::Registered;
use crate::Rejected;
use crate::pipeline::{Entry, Layer, Timer, Wait};

/// One policy attribute on one function: what it declares, and the policy once it is known.
///
/// It stands in a static, and is never dropped.
#[derive(Debug)]
pub struct Site<P: Registered> {
    pub(super) says: Says,
    /// What the policy is called: that of a function's own, by the path of the function.
    pub(super) name: &'static str,
    pub(super) settings: P::Settings,
    /// Not by reference: in a program that may be loaded anywhere each costs more than it saves.
    pub(super) at: Location<'static>,
    pub(super) policy: ManuallyDrop<OnceLock<P>>,
}

/// What a site says of its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Its name alone.
    Joins,
    /// Its name and settings.
    States,
    /// That it is the function's own.
    Owns,
}

/// Each is one call with few arguments: rustc looks long at what a static is made of.
impl<P: Registered> Site<P> {
    /// The policy that another site, or nobody, gives settings.
    #[track_caller]
    pub const fn joins(name: &'static str) -> Self {
        Self::new(Says::Joins, name, P::DEFAULT)
    }

    /// The policy of those settings.
    #[track_caller]
    pub const fn states(name: &'static str, settings: P::Settings) -> Self {
        Self::new(Says::States, name, settings)
    }

    /// The policy of the function at that path alone.
    #[track_caller]
    pub const fn owns(function: &'static str, settings: P::Settings) -> Self {
        Self::new(Says::Owns, function, settings)
    }

    #[track_caller]
    const fn new(says: Says, name: &'static str, settings: P::Settings) -> Self {
        Self {
            says,
            name,
            settings,
            at: *Location::caller(),
            policy: ManuallyDrop::new(OnceLock::new()),
        }
    }

    /// The policy of this site, if it is known: it is, from the first call on.
    #[inline]
    pub(crate) fn known(&self) -> Option<&P> {
        self.policy.get()
    }

    /// The policy of this site.
    #[inline]
    pub fn policy(&self) -> &P {
        match self.known() {
            Some(policy) => policy,
            None => P::resolve(self),
        }
    }

    /// The same for the first time.
    pub(super) fn resolve(&self) -> &P {
        // Making the registry fills every site that was collected at link time, usually this one
        // too. Code that was loaded later declares itself here.
        let registry = P::registry();
        let place = || Box::leak(Box::new(self.at));
        let policy = self.policy.get_or_init(|| registry.declare(self, place()));
        registry.announce();
        policy
    }
}

/// A site does as its policy.
impl<P: Registered + Layer> Layer for Site<P> {
    type Passage<'a> = P::Passage<'a>;
    type Pass<'a> = P::Pass<'a>;
    /// `None` where the policy is not known yet.
    type Halt<'a>
        = Option<P::Halt<'a>>
    where
        Self: 'a;
    type Timer<Below: Timer> = P::Timer<Below>;
    const REJECTS: usize = P::REJECTS;
    const WAITS: bool = P::WAITS;
    const COUNTS: bool = P::COUNTS;
    const CUTS: bool = P::CUTS;
    const RETRIES: bool = P::RETRIES;
    const REFUSES: bool = P::REFUSES;
    const KNOWS: usize = P::KNOWS;

    #[inline]
    fn pass(&self) -> Result<P::Pass<'_>, Self::Halt<'_>> {
        let policy = self.known().ok_or(None)?;
        policy.pass().map_err(Some)
    }

    #[inline]
    fn refuse<'a>(&'a self, halt: Self::Halt<'a>) -> Option<P::Passage<'a>> {
        self.known()?.refuse(halt?)
    }

    #[inline]
    fn halt<'a>(&'a self, halt: Self::Halt<'a>, call: &mut P::Passage<'a>) -> Entry {
        match halt {
            Some(halt) => self.policy().halt(halt, call),
            None => self.policy().enter(call),
        }
    }

    #[inline(always)]
    fn passed(pass: P::Pass<'_>) {
        P::passed(pass);
    }

    #[inline(always)]
    fn keep(pass: P::Pass<'_>) -> P::Passage<'_> {
        P::keep(pass)
    }

    #[inline]
    fn enter<'a>(&'a self, call: &mut P::Passage<'a>) -> Entry {
        self.policy().enter(call)
    }

    fn wait<'a>(&'a self, call: &mut P::Passage<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        self.policy().wait(call, wait)
    }

    #[inline]
    fn rejected(&self, call: &P::Passage<'_>) -> Option<Rejected> {
        self.policy().rejected(call)
    }
}

//! What a layer has to do.

use std::time::Duration;

use super::{Timer, Wait};
use crate::policies::retry::Run;
use crate::policies::retry::nesting::Inside;
use crate::{Rejected, Verdict};

/// How far a call has come into a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It is in: the next layer is asked, or the body runs.
    In,
    /// It is refused.
    Refused,
    /// It waits; it is polled again when it may go on.
    Waits,
}

/// A layer, or several of them: what all calls share.
pub trait Layer {
    /// What it knows of one call, and holds for it.
    type Passage<'a>: Passage;
    /// What it has to remember of one that goes straight through, for as long as its first poll.
    type Pass<'a>: Copy
    where
        Self: 'a;
    /// What it knows of one that does not come through it.
    type Halt<'a>: Copy
    where
        Self: 'a;
    /// The timer of a pipeline with this layer in it, where that of the layers below is `Below`.
    type Timer<Below: Timer>: Timer;

    /// How many layers that may refuse a call or cut it off.
    const REJECTS: usize = 1;
    /// Whether a call may have to wait for this layer.
    const WAITS: bool;
    /// Whether it counts every call that it lets in, however it ends.
    const COUNTS: bool = false;
    /// Whether it may cut a call off.
    const CUTS: bool = false;
    /// Whether it may make another attempt.
    const RETRIES: bool = false;
    /// Whether it may [`refuse`](Self::refuse) a call.
    const REFUSES: bool = false;
    /// How many layers there are.
    const LAYERS: usize = 1;

    /// What retries inside of the body are to know that they are inside of.
    #[inline]
    fn inside(&self) -> Inside {
        Inside::NOTHING
    }

    /// Lets a call in whose way is clear: in place of [`enter`](Self::enter), which says what becomes of
    /// the others.
    #[allow(clippy::missing_errors_doc, reason = "no error")]
    fn pass(&self) -> Result<Self::Pass<'_>, Self::Halt<'_>>;

    /// Refuses one of the others at once, if there is no more to do for that: what it knows of the call then.
    fn refuse<'a>(&'a self, _halt: Self::Halt<'a>) -> Option<Self::Passage<'a>> {
        None
    }

    /// The same where it is the only layer, and need keep nothing: [`turned_away`](Self::turned_away) says why.
    /// The answer is whether it has refused the call.
    #[inline]
    fn turn_away<'a>(&'a self, _halt: Self::Halt<'a>) -> bool {
        false
    }

    /// What a call is told that was turned away.
    #[inline]
    fn turned_away(&self) -> Option<Rejected> {
        None
    }

    /// One of the others enters from where it has come to.
    #[inline]
    fn halt<'a>(&'a self, _halt: Self::Halt<'a>, call: &mut Self::Passage<'a>) -> Entry {
        self.enter(call)
    }

    /// A call that was let through has answered in its first poll, and it is a success: it is out.
    #[inline]
    fn passed<'a>(&'a self, _pass: Self::Pass<'a>) {}

    /// What it knows of any other call that was let through: it is in, as if it had entered and begun.
    ///
    /// Always in place, with what is below it and [`passed`](Self::passed): else what the layers know is
    /// handed on in memory, and every call has to write it there.
    fn keep<'a>(&'a self, pass: Self::Pass<'a>) -> Self::Passage<'a>;

    /// Lets the call in, of each attempt anew; [`Entry::Waits`] says to ask [`wait`](Self::wait).
    fn enter<'a>(&'a self, call: &mut Self::Passage<'a>) -> Entry;

    /// The same for a call that has time: asked until it is in or refused.
    #[inline]
    fn wait<'a>(&'a self, call: &mut Self::Passage<'a>, _wait: &mut Wait<'_, '_>) -> Entry {
        self.enter(call)
    }

    /// What is answered in place of the body, if this layer has refused the call or cut it off.
    fn rejected(&self, call: &Self::Passage<'_>) -> Option<Rejected>;

    /// Notes that the first attempt has succeeded; says whether this layer makes attempts, and this
    /// was the first.
    #[inline]
    fn succeeds(&self, _call: &mut Self::Passage<'_>) -> bool {
        false
    }

    /// The attempts, where this layer makes any and the call has come that far; and the verdict on a
    /// refusal below.
    fn run<'a, 'c>(
        &'a self,
        _call: &'c mut Self::Passage<'a>,
    ) -> Option<(&'c mut Run<'a>, Option<Verdict>)>
    where
        'a: 'c,
    {
        None
    }
}

/// One call in a layer, or in several. What it does unless it says otherwise is nothing.
///
/// | when | what is asked |
/// |---|---|
/// | it was let through, and a layer below does not do that | [`waits`](Self::waits) |
/// | all layers have let the call in | [`sends`](Self::sends), once |
/// | the body has panicked | [`panics`](Self::panics) |
/// | the call waits, in a layer below or in the body | [`cuts_off`](Self::cuts_off) |
/// | a layer has cut the call off, and the body is gone | [`cut`](Self::cut) |
/// | the body has answered, or the call was refused below or cut off | [`settle`](Self::settle), where the pipeline says so |
/// | a layer above makes another attempt, or cuts this one off | [`leave`](Self::leave) |
///
/// Dropped, it gives back what it holds.
pub trait Passage {
    /// A call that is outside.
    fn begin() -> Self;

    /// Notes that the body does not run yet.
    fn waits(&mut self) {}

    /// Notes that the body is about to run.
    #[inline]
    fn sends(&mut self) {}

    /// Notes that the body has panicked.
    #[inline]
    fn panics(&mut self) {}

    /// Whether this layer will wait no longer for what is below it.
    #[inline]
    fn cuts_off(&mut self, _wait: &mut Wait<'_, '_>) -> bool {
        false
    }

    /// Has what is below the layer that has cut the call off leave.
    fn cut(&mut self) {}

    /// Takes the verdict on what came from below, if anything did.
    #[inline]
    fn settle(&mut self, _verdict: Option<Verdict>) {}

    /// Lets the call out, to enter anew: what it holds goes back. Why it was refused is still known.
    #[inline]
    fn leave(&mut self) {}

    /// The verdict of the layers above on a call that this one has refused or cut off.
    #[inline]
    fn refusal(&self) -> Option<Verdict> {
        None
    }

    /// Whether the first attempt was judged, and no plain success: there is more to tell of its end.
    #[inline]
    fn is_tried_again(&self) -> bool {
        false
    }

    /// Puts the next attempt off, if this layer makes any; says whether it does.
    fn put_off(&mut self, _delay: Duration) -> bool {
        false
    }
}

/// A reference does as what it refers to.
impl<L: Layer> Layer for &L {
    type Passage<'a> = L::Passage<'a>;
    type Pass<'a>
        = L::Pass<'a>
    where
        Self: 'a;
    type Halt<'a>
        = L::Halt<'a>
    where
        Self: 'a;
    type Timer<Below: Timer> = L::Timer<Below>;
    const REJECTS: usize = L::REJECTS;
    const WAITS: bool = L::WAITS;
    const COUNTS: bool = L::COUNTS;
    const CUTS: bool = L::CUTS;
    const RETRIES: bool = L::RETRIES;
    const REFUSES: bool = L::REFUSES;
    const LAYERS: usize = L::LAYERS;

    #[inline]
    fn inside(&self) -> Inside {
        (**self).inside()
    }

    #[inline]
    fn pass(&self) -> Result<L::Pass<'_>, L::Halt<'_>> {
        (**self).pass()
    }

    fn refuse<'a>(&'a self, halt: L::Halt<'a>) -> Option<L::Passage<'a>> {
        (**self).refuse(halt)
    }

    #[inline]
    fn turn_away<'a>(&'a self, halt: L::Halt<'a>) -> bool {
        (**self).turn_away(halt)
    }

    #[inline]
    fn turned_away(&self) -> Option<Rejected> {
        (**self).turned_away()
    }

    #[inline]
    fn halt<'a>(&'a self, halt: L::Halt<'a>, call: &mut L::Passage<'a>) -> Entry {
        (**self).halt(halt, call)
    }

    #[inline(always)]
    fn passed<'a>(&'a self, pass: L::Pass<'a>) {
        (**self).passed(pass);
    }

    #[inline(always)]
    fn keep<'a>(&'a self, pass: L::Pass<'a>) -> L::Passage<'a> {
        (**self).keep(pass)
    }

    #[inline]
    fn enter<'a>(&'a self, call: &mut L::Passage<'a>) -> Entry {
        (**self).enter(call)
    }

    fn wait<'a>(&'a self, call: &mut L::Passage<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        (**self).wait(call, wait)
    }

    fn rejected(&self, call: &L::Passage<'_>) -> Option<Rejected> {
        (**self).rejected(call)
    }

    #[inline]
    fn succeeds(&self, call: &mut L::Passage<'_>) -> bool {
        (**self).succeeds(call)
    }

    fn run<'a, 'c>(
        &'a self,
        call: &'c mut L::Passage<'a>,
    ) -> Option<(&'c mut Run<'a>, Option<Verdict>)>
    where
        'a: 'c,
    {
        (**self).run(call)
    }
}

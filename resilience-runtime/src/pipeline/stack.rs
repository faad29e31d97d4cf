//! Layers, one around the other: `(outermost, (next, (…, ())))`.

use std::mem;
use std::time::Duration;

use super::{Entry, Layer, Passage, Timer, Wait};
use crate::policies::retry::Run;
use crate::policies::retry::nesting::Inside;
use crate::{Rejected, Verdict};

/// Where a call does not come through: at the outermost layer, or below it.
#[derive(Clone, Copy, Debug)]
pub enum Halt<H, B> {
    Here(H),
    Below(B),
}

/// A layer around others.
impl<L: Layer, B: Layer> Layer for (L, B) {
    /// What is below comes first: it is dropped first.
    type Passage<'a> = (B::Passage<'a>, L::Passage<'a>);
    type Pass<'a>
        = (B::Pass<'a>, L::Pass<'a>)
    where
        Self: 'a;
    type Halt<'a>
        = Halt<L::Halt<'a>, (B::Halt<'a>, L::Pass<'a>)>
    where
        Self: 'a;
    type Timer<Below: Timer> = L::Timer<B::Timer<Below>>;
    const REJECTS: usize = L::REJECTS + B::REJECTS;
    const WAITS: bool = L::WAITS || B::WAITS;
    const COUNTS: bool = L::COUNTS || B::COUNTS;
    const CUTS: bool = L::CUTS || B::CUTS;
    const RETRIES: bool = L::RETRIES || B::RETRIES;
    const REFUSES: bool = L::REFUSES;
    const LAYERS: usize = L::LAYERS + B::LAYERS;

    #[inline]
    fn inside(&self) -> Inside {
        self.0.inside() | self.1.inside()
    }

    #[inline]
    fn pass(&self) -> Result<Self::Pass<'_>, Self::Halt<'_>> {
        let own = self.0.pass().map_err(Halt::Here)?;
        match self.1.pass() {
            Ok(below) => Ok((below, own)),
            Err(below) => Err(Halt::Below((below, own))),
        }
    }

    /// The outermost alone: above others there are layers to be told.
    #[inline]
    fn refuse<'a>(&'a self, halt: Self::Halt<'a>) -> Option<Self::Passage<'a>> {
        match halt {
            Halt::Here(halt) => self.0.refuse(halt).map(|own| (Passage::begin(), own)),
            Halt::Below(_) => None,
        }
    }

    #[inline]
    fn turn_away<'a>(&'a self, halt: Self::Halt<'a>) -> bool {
        match halt {
            Halt::Here(halt) => self.0.turn_away(halt),
            Halt::Below(_) => false,
        }
    }

    #[inline]
    fn turned_away(&self) -> Option<Rejected> {
        self.0.turned_away()
    }

    #[inline]
    fn halt<'a>(&'a self, halt: Self::Halt<'a>, (below, own): &mut Self::Passage<'a>) -> Entry {
        match halt {
            Halt::Here(halt) => match self.0.halt(halt, own) {
                Entry::In => self.1.enter(below),
                other => other,
            },
            Halt::Below((halt, pass)) => {
                *own = self.0.keep(pass);
                own.waits();
                self.1.halt(halt, below)
            }
        }
    }

    #[inline(always)]
    fn passed<'a>(&'a self, (below, own): Self::Pass<'a>) {
        let kept = Kept(&self.0, own);
        self.1.passed(below);
        mem::forget(kept);
        self.0.passed(own);
    }

    #[inline(always)]
    fn keep<'a>(&'a self, (below, own): Self::Pass<'a>) -> Self::Passage<'a> {
        (self.1.keep(below), self.0.keep(own))
    }

    #[inline]
    fn enter<'a>(&'a self, (below, own): &mut Self::Passage<'a>) -> Entry {
        match self.0.enter(own) {
            Entry::In => self.1.enter(below),
            other => other,
        }
    }

    fn wait<'a>(&'a self, (below, own): &mut Self::Passage<'a>, wait: &mut Wait<'_, '_>) -> Entry {
        match self.0.wait(own, wait) {
            Entry::In => self.1.wait(below, wait),
            other => other,
        }
    }

    #[inline]
    fn succeeds(&self, (below, own): &mut Self::Passage<'_>) -> bool {
        self.0.succeeds(own) || self.1.succeeds(below)
    }

    fn run<'a, 'c>(
        &'a self,
        (below, own): &'c mut Self::Passage<'a>,
    ) -> Option<(&'c mut Run<'a>, Option<Verdict>)>
    where
        'a: 'c,
    {
        match self.0.run(own) {
            Some((run, _)) => Some((run, below.refusal())),
            None => self.1.run(below),
        }
    }

    /// The outermost that refused it: what is below one knows only of earlier attempts.
    #[inline]
    fn rejected(&self, (below, own): &Self::Passage<'_>) -> Option<Rejected> {
        let rejected = self.0.rejected(own);
        rejected.or_else(|| self.1.rejected(below))
    }
}

/// A pass that is given back where the layer below panics: a waker may, that it wakes.
struct Kept<'a, L: Layer>(&'a L, L::Pass<'a>);

impl<L: Layer> Drop for Kept<'_, L> {
    fn drop(&mut self) {
        drop(self.0.keep(self.1));
    }
}

impl<B: Passage, L: Passage> Passage for (B, L) {
    #[inline]
    fn begin() -> Self {
        (B::begin(), L::begin())
    }

    #[inline]
    fn sends(&mut self) {
        let (below, own) = self;
        own.sends();
        below.sends();
    }

    #[inline]
    fn panics(&mut self) {
        let (below, own) = self;
        below.panics();
        own.panics();
    }

    /// The innermost is asked first.
    #[inline]
    fn cuts_off(&mut self, wait: &mut Wait<'_, '_>) -> bool {
        let (below, own) = self;
        below.cuts_off(wait) || own.cuts_off(wait)
    }

    /// By the outermost that says so: what is below one knows only of earlier attempts.
    fn cut(&mut self) {
        let (below, own) = self;
        if own.refusal().is_some() {
            below.leave();
        } else {
            below.cut();
        }
    }

    #[inline]
    fn settle(&mut self, verdict: Option<Verdict>) {
        let (below, own) = self;
        below.settle(verdict);
        own.settle(verdict.or_else(|| below.refusal()));
    }

    #[inline]
    fn leave(&mut self) {
        let (below, own) = self;
        below.leave();
        own.leave();
    }

    #[inline]
    fn refusal(&self) -> Option<Verdict> {
        let (below, own) = self;
        own.refusal().or_else(|| below.refusal())
    }

    #[inline]
    fn is_tried_again(&self) -> bool {
        let (below, own) = self;
        own.is_tried_again() || below.is_tried_again()
    }

    fn put_off(&mut self, delay: Duration) -> bool {
        let (below, own) = self;
        if own.put_off(delay) {
            below.leave();
            return true;
        }
        below.put_off(delay)
    }
}

/// Below the innermost layer there is the body.
impl Layer for () {
    type Passage<'a> = ();
    type Pass<'a> = ();
    type Halt<'a> = ();
    type Timer<Below: Timer> = Below;
    const REJECTS: usize = 0;
    const WAITS: bool = false;
    const LAYERS: usize = 0;

    #[inline]
    fn pass(&self) -> Result<(), ()> {
        Ok(())
    }

    #[inline(always)]
    fn keep(&self, (): ()) {}

    #[inline]
    fn enter(&self, (): &mut ()) -> Entry {
        Entry::In
    }

    fn rejected(&self, (): &()) -> Option<Rejected> {
        None
    }
}

impl Passage for () {
    #[inline]
    fn begin() {}
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::pin::pin;
    use std::sync::Arc;
    use std::task::{Context, Wake, Waker};

    use super::*;
    use crate::Bulkhead;
    use crate::pipeline::{Call, Local, attempt};

    struct Panics;

    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("nobody is to be woken");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_layer_gives_its_place_back_where_the_one_below_panics() {
        let wait = Duration::from_secs(1);
        let bulkhead = |name| Bulkhead::builder(name).max(1).wait(wait).build();
        let [outer, inner] = ["outer", "inner"].map(bulkhead);
        let mut waiter = pin!(inner.acquire());
        let layers = (outer.clone(), (inner.clone(), ()));
        let mut call = Call::new(Local(&layers));
        let mut waits = false;
        let body = async {
            let waker = Waker::from(Arc::new(Panics));
            let polled = waiter.as_mut().poll(&mut Context::from_waker(&waker));
            waits = polled.is_pending();
            Ok::<_, ()>(())
        };
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let attempt = pin!(attempt(&mut call, body));
            attempt
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_ready()
        }));
        assert!(waits && polled.is_err());
        assert_eq!(outer.snapshot().in_flight, 0);
    }
}

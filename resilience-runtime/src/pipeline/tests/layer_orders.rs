//! The fast path against the slow path, in every order of the layers: both have the same effect.

use std::array::from_fn;
use std::cell::Cell;
use std::future::{Future, pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::time::{Instant, advance, sleep};

use crate::outcome::answer::Answer as Ended;
use crate::outcome::error_hints::ErrorHints;
use crate::pipeline::{
    Access, Attempted, Call, Layers, LayersAt, Local, Pipeline, RetryLoop, attempt,
};
use crate::policies::retry::{RetryBuilder, RetryLayer, Settings};
use crate::{Bulkhead, CircuitBreaker, Failure, Percent, RateLimiter, Timeout, Window};

const SECOND: Duration = Duration::from_secs(1);

type Answer = Result<u32, Failure<&'static str>>;

#[derive(Clone, Copy, Debug)]
enum Way {
    Succeeds,
    Fails,
    Panics,
    Hangs,
}

/// How an attempt comes out, and after how long.
type Body = (Way, Duration);

async fn go((way, after): Body) -> Result<u32, &'static str> {
    if !after.is_zero() {
        sleep(after).await;
    }
    match way {
        Way::Succeeds => Ok(7),
        Way::Fails => Err("down"),
        Way::Panics => resume_unwind(Box::new("as the test wants it")),
        Way::Hangs => pending().await,
    }
}

/// What a call finds, and what happens meanwhile.
#[derive(Clone, Copy, Debug)]
struct Plan {
    bodies: [Body; 3],
    breaker: u32,
    place_is_free_after: Option<Duration>,
    place_wait: Duration,
    queue: u32,
    permit_is_taken: bool,
    permit_wait: Duration,
    timeout: Duration,
    whole: Duration,
    change: u32,
    cancelled_after: Duration,
}

impl Plan {
    fn of(random: &mut StdRng) -> Self {
        const WAYS: [Way; 4] = [Way::Succeeds, Way::Fails, Way::Panics, Way::Hangs];
        let mut millis = |of: &[u64]| Duration::from_millis(of[random.random_range(0..of.len())]);
        let [place_wait, permit_wait] = [&[0, 1_000], &[0, 3_000]].map(|of| millis(of));
        let (timeout, whole) = (millis(&[250, 2_000, 10_000]), millis(&[700, 10_000]));
        let after = from_fn(|_| millis(&[0, 500]));
        let place_is_free_after = Some(millis(&[0, 750, 4_000]));
        let cancelled_after = millis(&[0, 300, 1_500, 30_000, 30_000]);
        Self {
            bodies: after.map(|after| (WAYS[random.random_range(0..4)], after)),
            breaker: random.random_range(0..8),
            place_is_free_after: place_is_free_after.filter(|after| !after.is_zero()),
            place_wait,
            queue: random.random_range(0..3),
            permit_is_taken: random.random(),
            permit_wait,
            timeout,
            whole,
            change: random.random_range(0..16),
            cancelled_after,
        }
    }
}

struct World {
    breaker: CircuitBreaker,
    bulkhead: Bulkhead,
    limiter: RateLimiter,
    retry: Settings,
    timeout: Timeout,
    whole: Timeout,
}

impl World {
    async fn of(plan: &Plan) -> Self {
        static LAST: AtomicUsize = AtomicUsize::new(0);
        let name = format!("world {:08}", LAST.fetch_add(1, Ordering::Relaxed));
        let name = name.as_str();
        let breaker = CircuitBreaker::builder(name).cooldown(SECOND).probes(1);
        let breaker = match plan.breaker {
            0..4 => breaker.threshold(2),
            4 => breaker.threshold(2).window(Window::Calls(10)),
            5 => breaker.threshold(1).hung(SECOND / 3),
            6 => breaker.threshold(2).probe_timeout(SECOND / 3),
            _ => {
                let slow = breaker.slow_calls(SECOND / 3, Percent::new(50));
                slow.window(Window::Calls(4)).min_calls(1)
            }
        };
        let bulkhead = Bulkhead::builder(name).max(1).wait(plan.place_wait);
        let limiter = RateLimiter::builder(name).max(1).per(SECOND * 3 / 4);
        let world = Self {
            breaker: breaker.build(),
            bulkhead: bulkhead.queue(plan.queue).build(),
            limiter: limiter.wait(plan.permit_wait).build(),
            retry: RetryBuilder::declared("world")
                .max(2)
                .base_delay(SECOND / 2)
                .settings(),
            timeout: Timeout::new("each", plan.timeout),
            whole: Timeout::new("whole", plan.whole),
        };
        // Open; half-open; half-open without a place.
        if let 1 | 2 | 3 | 6 = plan.breaker {
            for _ in 0..2 {
                world.breaker.acquire().expect("closed").settle(true);
            }
        }
        if let 2 | 3 | 6 = plan.breaker {
            advance(SECOND).await;
        }
        if plan.breaker == 3 {
            std::mem::forget(world.breaker.acquire());
        }
        if plan.permit_is_taken {
            world.limiter.acquire().await.expect("there is one");
        }
        world
    }

    /// Somebody changes something.
    fn change(&self, what: u32) {
        match what {
            0 => self.breaker.force_open(),
            1 => self.breaker.reset(),
            2 => self.breaker.disable(),
            3 => self.breaker.adjust(|it| it.enabled(false)),
            4 => self.breaker.adjust(|it| it.threshold(1).hung(SECOND / 2)),
            5 => self.bulkhead.adjust(|it| it.max(2)),
            6 => self.bulkhead.adjust(|it| it.wait(Duration::ZERO)),
            7 => self.bulkhead.adjust(|it| it.enabled(false)),
            8 => self
                .limiter
                .adjust(|it| it.wait(Duration::ZERO).per(SECOND * 2)),
            9 => self.limiter.adjust(|it| it.enabled(false)),
            10 => self.limiter.reset(),
            _ => {}
        }
    }

    /// What the call has left behind.
    async fn look(&self) -> String {
        let (bulkhead, limiter) = (self.bulkhead.snapshot(), self.limiter.snapshot());
        assert_eq!((bulkhead.in_flight, bulkhead.waiting), (0, 0));
        assert_eq!(limiter.waiting, 0);
        let left = format!("{:?} {bulkhead:?} {limiter:?}", self.breaker.snapshot());
        sleep(SECOND * 10).await;
        let admits = self.breaker.acquire().map(|permit| permit.settle(false));
        format!("{left} {} {:?}", admits.is_ok(), self.breaker.state())
    }
}

/// The decision of a retry about another attempt, or of no retry.
trait Decision: RetryLoop + Sized {
    fn again<A: Access>(call: &mut Call<A>, answer: End) -> Option<End>
    where
        LayersAt<A>: Layers<Retry = Self>;
}

type End = Ended<u32, &'static str>;

impl Decision for () {
    fn again<A: Access>(_: &mut Call<A>, answer: End) -> Option<End>
    where
        LayersAt<A>: Layers<Retry = Self>,
    {
        Some(answer)
    }
}

impl Decision for RetryLayer<Settings, ()> {
    fn again<A: Access>(call: &mut Call<A>, answer: End) -> Option<End>
    where
        LayersAt<A>: Layers<Retry = Self>,
    {
        call.again(ErrorHints::NONE, answer)
    }
}

/// The call as an attribute writes it.
async fn call<A: Access>(mut call: Call<A>, bodies: [Body; 3]) -> Answer
where
    LayersAt<A>: Layers<Retry: Decision>,
{
    let made = Cell::new(0);
    let answer = loop {
        let body = async { go(bodies[made.replace(made.get() + 1)]).await };
        let answer = match attempt(&mut call, body).await {
            Attempted::Settled(value) => return call.finish(value),
            Attempted::Unsettled(answer) => answer,
        };
        call.settle_attempt(&answer, &[]);
        if let Some(answer) = <LayersAt<A> as Layers>::Retry::again(&mut call, answer) {
            break answer;
        }
    };
    call.settle_call(&answer, &[]);
    call.result(answer)
}

/// The answer, or `None` where the call has panicked.
async fn caught(call: impl Future<Output = Answer>) -> Option<Answer> {
    let mut call = pin!(call);
    poll_fn(
        |cx| match catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(cx))) {
            Ok(polled) => polled.map(Some),
            Err(_) => Poll::Ready(None),
        },
    )
    .await
}

/// What comes of the call while all else happens as planned.
async fn outcome(plan: &Plan, world: &World, call: impl Future<Output = Answer>) -> String {
    let began = Instant::now();
    let frees = async {
        if let Some(after) = plan.place_is_free_after {
            let _place = world.bulkhead.acquire().await;
            sleep(after).await;
        }
        pending::<()>().await;
    };
    let changes = async {
        sleep(SECOND * 3 / 10).await;
        world.change(plan.change);
        sleep(SECOND * 7 / 10).await;
        world.change(plan.change / 2);
        pending::<()>().await;
    };
    let outcome = tokio::select! {
        biased;
        () = frees => unreachable!(),
        () = changes => unreachable!(),
        outcome = caught(call) => format!("{outcome:?}"),
        () = sleep(plan.cancelled_after) => "cancelled".to_owned(),
    };
    format!("{outcome} after {:?}", began.elapsed())
}

/// Shows `visit` every order of the names.
macro_rules! each {
    ($visit:ident ($($placed:ident)*) () ()) => { $visit!($($placed)*) };
    ($visit:ident ($($placed:ident)*) ($($tried:ident)+) ()) => {};
    ($visit:ident ($($placed:ident)*) ($($tried:ident)*) ($next:ident $($rest:ident)*)) => {
        each!($visit ($($placed)* $next) () ($($tried)* $($rest)*));
        each!($visit ($($placed)*) ($($tried)* $next) ($($rest)*));
    };
}

/// The pipeline with those layers: all above the retry are outer layers.
macro_rules! layers {
    ($world:ident: $($layer:ident)*) => { layers!(@find $world () $($layer)*) };
    (@find $world:ident ($($outer:ident)*) retry $($inner:ident)*) => {
        Pipeline {
            outer: layers!(@stack $world $($outer)*),
            retry: RetryLayer { settings: $world.retry, budget: () },
            inner: layers!(@stack $world $($inner)*),
        }
    };
    (@find $world:ident ($($outer:ident)*) $next:ident $($rest:ident)*) => {
        layers!(@find $world ($($outer)* $next) $($rest)*)
    };
    (@find $world:ident ($($inner:ident)*)) => {
        Pipeline { outer: (), retry: (), inner: layers!(@stack $world $($inner)*) }
    };
    (@stack $world:ident) => { () };
    (@stack $world:ident $first:ident $($rest:ident)*) => {
        (&$world.$first, layers!(@stack $world $($rest)*))
    };
}

/// Holds a call that takes the fast path as far as it can against one on the slow path.
macro_rules! check {
    ($plans:ident of $random:ident: $($layer:ident)*) => {
        let order = stringify!($($layer)*);
        for _ in 0..$plans {
            let plan = Plan::of(&mut $random);
            let mut effects = [String::new(), String::new()];
            for (effect, is_fast) in effects.iter_mut().zip([true, false]) {
                let world = World::of(&plan).await;
                let layers = layers!(world: $($layer)*);
                let begun = if is_fast { Call::new(Local(&layers)) } else { Call::judged(Local(&layers)) };
                let call = call(begun, plan.bodies);
                let outcome = Box::pin(outcome(&plan, &world, call)).await;
                let left = outcome + " " + &world.look().await;
                *effect = left.replace(world.breaker.name(), "world");
            }
            let [fast, slow] = effects;
            assert_eq!(fast, slow, "{order} {plan:?}");
        }
    };
}

/// With a timeout around all, but where the outermost may refuse a call at once.
#[tokio::test(start_paused = true)]
#[cfg_attr(miri, ignore = "thousands of calls, and nothing unsafe")]
async fn both_paths_have_the_same_effect_in_every_order() {
    const PLANS: u32 = 30;
    let mut random = StdRng::seed_from_u64(7);
    macro_rules! within {
        (breaker $($below:ident)*) => { check!(PLANS of random: breaker $($below)*); };
        (bulkhead $($below:ident)*) => { check!(PLANS of random: bulkhead $($below)*); };
        ($($layer:ident)*) => { check!(PLANS of random: whole $($layer)*); };
    }
    each!(within () () (breaker bulkhead limiter retry timeout));
}

/// A layer that stands alone may have nothing to write down.
#[tokio::test(start_paused = true)]
#[cfg_attr(miri, ignore = "thousands of calls, and nothing unsafe")]
async fn both_paths_have_the_same_effect_with_a_single_layer() {
    const PLANS: u32 = 500;
    let mut random = StdRng::seed_from_u64(9);
    macro_rules! alone {
        ($($layer:ident)*) => { $(check!(PLANS of random: $layer);)* };
    }
    alone!(breaker bulkhead limiter retry whole);
}

/// Where layers are few, what they know of a call is in registers.
#[tokio::test(start_paused = true)]
#[cfg_attr(miri, ignore = "thousands of calls, and nothing unsafe")]
async fn both_paths_have_the_same_effect_with_three_layers() {
    const PLANS: u32 = 60;
    let mut random = StdRng::seed_from_u64(8);
    macro_rules! three {
        ($a:ident $b:ident $c:ident $($other:ident)*) => { check!(PLANS of random: $a $b $c); };
    }
    each!(three () () (breaker bulkhead limiter retry));
}

//! The life of a call as a layer sees it: the verdicts that it gets, and the order of its guard's methods.

use std::cell::RefCell;
use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::outcome::answer::Answer;
use crate::pipeline::{Call, Guard, Layer, Local, Pipeline, PollContext, Progress, Timer, attempt};
use crate::{Rejected, Timeout, Verdict};

type Log = RefCell<Vec<String>>;

/// A layer that writes down what it is asked, and admits on the slow path alone.
struct Recorder<'l> {
    name: &'static str,
    log: &'l Log,
}

/// One call in a [`Recorder`].
#[derive(Default)]
struct Recorded<'a>(Option<(&'static str, &'a Log)>);

impl Recorded<'_> {
    fn write(&self, event: &str) {
        if let Some((name, log)) = self.0 {
            log.borrow_mut().push(format!("{name} {event}"));
        }
    }
}

impl Layer for Recorder<'_> {
    type Ticket = ();
    type Guard<'a> = Recorded<'a>;
    type Timer<Below: Timer> = Below;

    fn try_admit(&self) -> Option<()> {
        None
    }

    fn succeed(&self, (): ()) {}

    fn guard(&self, (): (), _: Progress) -> Recorded<'_> {
        unreachable!("the fast path admits nothing")
    }

    fn poll_admit<'a>(
        &'a self,
        guard: &mut Recorded<'a>,
        _: &mut PollContext<'_, '_>,
    ) -> Poll<Result<(), Rejected>> {
        if guard.0.is_none() {
            *guard = Recorded(Some((self.name, self.log)));
            guard.write("admits");
        }
        Poll::Ready(Ok(()))
    }
}

impl Guard for Recorded<'_> {
    fn start(&mut self) {
        self.write("starts");
    }

    fn settle(&mut self, verdict: Verdict) {
        self.write(&format!("settles {verdict:?}"));
    }

    fn panicked(&mut self) {
        self.write("panics");
    }
}

impl Drop for Recorded<'_> {
    fn drop(&mut self) {
        self.write("drops");
    }
}

/// The events of a call through `outer`, a timeout of the whole call, and `inner`, which is settled with the given
/// verdicts.
async fn events(
    body: impl Future<Output = Result<u32, &'static str>>,
    own: &[Option<Verdict>],
) -> (Answer<u32, &'static str>, Vec<String>) {
    let log = Log::default();
    let [outer, inner] = ["outer", "inner"].map(|name| Recorder { name, log: &log });
    let timeout = Timeout::new("whole", Duration::from_secs(1));
    let layers = Pipeline {
        outer: (),
        retry: (),
        inner: (outer, (timeout, (inner, ()))),
    };
    let mut call = Call::new(Local(&layers));
    let answer = attempt(&mut call, body).await.answer();
    call.settle_attempt(&answer, own);
    drop(call);
    (answer, log.take())
}

#[tokio::test(start_paused = true)]
async fn each_layer_gets_its_own_verdict_or_the_plain_one() {
    let own = [None, None, Some(Verdict::Ignore)];
    let (_, log) = events(async { Err("down") }, &own).await;
    let expected = [
        "outer admits",
        "inner admits",
        "outer starts",
        "inner starts",
        "inner settles Ignore",
        "outer settles Failure",
        "inner drops",
        "outer drops",
    ];
    assert_eq!(log, expected);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_releases_the_layers_below_it_and_is_a_failure_above_it() {
    let (answer, log) = events(pending(), &[]).await;
    assert!(matches!(answer, Err(Rejected::TimedOut { .. })));
    let expected = [
        "outer admits",
        "inner admits",
        "outer starts",
        "inner starts",
        "inner drops",
        "outer settles Failure",
        "outer drops",
    ];
    assert_eq!(log, expected);
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_recorded_in_every_layer_from_the_inside_out() {
    let log = Log::default();
    let [outer, inner] = ["outer", "inner"].map(|name| Recorder { name, log: &log });
    let layers = Pipeline {
        outer: (outer, ()),
        retry: (),
        inner: (inner, ()),
    };
    let mut call = Call::new(Local(&layers));
    let body = async { panic!("as the test wants it") as Result<(), ()> };
    let polled = catch_unwind(AssertUnwindSafe(|| {
        let attempt = pin!(attempt(&mut call, body));
        attempt
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready()
    }));
    assert!(polled.is_err());
    drop(call);
    let expected = [
        "outer admits",
        "inner admits",
        "outer starts",
        "inner starts",
        "inner panics",
        "outer panics",
        "inner drops",
        "outer drops",
    ];
    assert_eq!(log.take(), expected);
}

#[tokio::test(start_paused = true)]
async fn outer_layers_are_settled_once_and_inner_layers_after_each_attempt() {
    let log = Log::default();
    let [outer, inner] = ["outer", "inner"].map(|name| Recorder { name, log: &log });
    let layers = Pipeline {
        outer: (outer, ()),
        retry: crate::policies::retry::RetryLayer {
            settings: crate::RetryBuilder::declared("recorded").max(1).settings(),
            budget: (),
        },
        inner: (inner, ()),
    };
    let mut call = Call::new(Local(&layers));
    let answer = loop {
        let answer = attempt(&mut call, async { Err::<(), _>("down") })
            .await
            .answer();
        call.settle_attempt(&answer, &[]);
        if let Some(answer) = call.again(crate::outcome::error_hints::ErrorHints::NONE, answer) {
            break answer;
        }
    };
    call.settle_call(&answer, &[]);
    drop(call);
    let attempts = [
        "inner admits",
        "outer starts",
        "inner starts",
        "inner settles Failure",
        "inner drops",
    ];
    let expected = [
        &["outer admits"][..],
        &attempts,
        &attempts[..4],
        &["outer settles Failure", "inner drops", "outer drops"],
    ];
    assert_eq!(log.take(), expected.concat());
}

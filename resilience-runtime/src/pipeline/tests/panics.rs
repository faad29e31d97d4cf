//! Panics of wakers.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use crate::Bulkhead;
use crate::pipeline::{Call, Local, Pipeline, attempt};

struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        panic!("this waker must not be woken");
    }
}

/// A call succeeds on the fast path through two bulkheads, and the waiter that the inner one wakes panics.
macro_rules! check {
    ($layers:expr, $outer:ident, $inner:ident) => {{
        let mut waiter = pin!($inner.acquire());
        let layers = $layers;
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
        assert_eq!($outer.snapshot().in_flight, 0);
    }};
}

fn bulkheads(names: [&'static str; 2]) -> [Bulkhead; 2] {
    let wait = Duration::from_secs(1);
    names.map(|name| Bulkhead::builder(name).max(1).wait(wait).build())
}

#[tokio::test(start_paused = true)]
async fn a_layer_releases_its_slot_if_the_layer_below_panics() {
    let [outer, inner] = bulkheads(["above a panic", "panics"]);
    let layers = Pipeline {
        outer: (),
        retry: (),
        inner: (outer.clone(), (inner.clone(), ())),
    };
    check!(layers, outer, inner);
}

#[tokio::test(start_paused = true)]
async fn an_outer_layer_releases_its_slot_if_an_inner_layer_panics() {
    let [outer, inner] = bulkheads(["outside of a panic", "panics inside"]);
    let layers = Pipeline {
        outer: (outer.clone(), ()),
        retry: (),
        inner: (inner.clone(), ()),
    };
    check!(layers, outer, inner);
}

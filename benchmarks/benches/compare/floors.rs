//! The floors: lower bounds for any policy, and the operations that policies are made of.

use std::convert::Infallible;
use std::hint::black_box;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use resilience::__private::{
    Attempted, Call, FunctionInfo, Pipeline, Static, StaticFunction, attempt,
};

use crate::call::{Answer, Request, answer, raw, raw_boxed, raw_or_fail, request, wait_once};
use crate::case::Case;
use crate::clock;
use crate::what::{self, FLOOR};

pub(crate) fn cases() -> Vec<Case> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    static LOCK: Mutex<u64> = Mutex::new(0);
    vec![
        Case::call(what::RAW, FLOOR, || raw(request())),
        Case::call(what::RAW_BOXED, FLOOR, || raw_boxed(request())),
        Case::call_elsewhere(what::RAW_ELSEWHERE, FLOOR, || raw(request())),
        Case::call(what::RAW_WAITS, FLOOR, || async {
            wait_once().await;
            raw(request()).await
        }),
        Case::call("raw async call, told whether to fail", FLOOR, || {
            raw_or_fail(request(), black_box(false))
        }),
        Case::call("raw async call in a pipeline of no layer", FLOOR, || {
            in_no_layer(request())
        }),
        Case::plain("one relaxed atomic load", FLOOR, || {
            COUNTER.load(Ordering::Relaxed)
        }),
        Case::plain("one atomic add", FLOOR, || {
            COUNTER.fetch_add(1, Ordering::Relaxed)
        }),
        Case::plain("one std mutex, locked and unlocked", FLOOR, || {
            LOCK.lock().map(|mut it| *it += 1).is_ok()
        }),
        Case::plain("one clock read, std", FLOOR, clock::now),
        Case::plain("one clock read, tokio", FLOOR, tokio::time::Instant::now),
        #[cfg(target_os = "linux")]
        Case::plain("one clock read, to the tick", FLOOR, clock::tick),
        // The counting allocator is a part of what an allocation costs here.
        Case::plain("one allocation of 64 bytes", FLOOR, || {
            Box::new(black_box([0_u64; 8]))
        }),
    ]
}

/// The code that the attributes would emit for a pipeline without layers.
async fn in_no_layer(request: Request) -> Answer {
    struct Nowhere;

    impl Static for Nowhere {
        type Function = StaticFunction<Pipeline<(), (), ()>>;

        #[inline]
        fn function() -> &'static Self::Function {
            &NOTHING
        }
    }

    static NOTHING: StaticFunction<Pipeline<(), (), ()>> = StaticFunction {
        info: FunctionInfo {
            path: "nothing",
            retry: false,
            timeout: false,
            fallback: false,
        },
        layers: Pipeline {
            outer: (),
            retry: (),
            inner: (),
        },
    };

    let mut call = Call::new(Nowhere);
    match attempt(&mut call, async move { answer(request) }).await {
        Attempted::Settled(value) => call.finish(value),
        Attempted::Unsettled(answer) => call.leave::<_, _, Infallible>(answer),
    }
}

//! The floors: what nothing can be cheaper than, and the pieces that policies are made of.

use std::hint::black_box;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use resilience::Rejected;

use crate::call::{Answer, Error, Request, raw, raw_boxed, raw_or_fail, request, wait_once};
use crate::case::Case;
use crate::{clock, what};

const FLOOR: &str = "floor";

pub(crate) fn cases() -> Vec<Case> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    static LOCK: Mutex<u64> = Mutex::new(0);
    vec![
        Case::call(what::RAW, FLOOR, || raw(request())),
        Case::call(what::RAW_BOXED, FLOOR, || raw_boxed(request())),
        Case::call(what::RAW_WAITS, FLOOR, || async {
            wait_once().await;
            raw(request()).await
        }),
        Case::call("raw async call, told whether to fail", FLOOR, || {
            raw_or_fail(request(), black_box(false))
        }),
        Case::call("raw async call behind one load", FLOOR, || {
            behind_a_load(request())
        }),
        Case::call("raw async call between two atomic adds", FLOOR, || {
            between_two_adds(request())
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
        Case::plain("one clock read, to the tick", FLOOR, || {
            rustix::time::clock_gettime(rustix::time::ClockId::MonotonicCoarse)
        }),
        // The counting allocator is a part of what an allocation costs here.
        Case::plain("one allocation of 64 bytes", FLOOR, || {
            Box::new(black_box([0_u64; 8]))
        }),
    ]
}

static SHUT: AtomicU64 = AtomicU64::new(0);
static INSIDE: AtomicU64 = AtomicU64::new(0);

/// What a breaker could be that counts nothing.
async fn behind_a_load(request: Request) -> Answer {
    if SHUT.load(Ordering::Acquire) != 0 {
        return Err(refused());
    }
    raw(request).await
}

/// What a bulkhead could be that knows of no queue, of no other limit and of no peak.
async fn between_two_adds(request: Request) -> Answer {
    if INSIDE.fetch_add(1, Ordering::Acquire) > 9 {
        INSIDE.fetch_sub(1, Ordering::Relaxed);
        return Err(refused());
    }
    let answer = raw(request).await;
    INSIDE.fetch_sub(1, Ordering::Release);
    answer
}

#[cold]
fn refused() -> Error {
    let rejected = Rejected::BulkheadFull {
        name: "floor".into(),
        max: 10,
        waiting: 0,
    };
    rejected.into()
}

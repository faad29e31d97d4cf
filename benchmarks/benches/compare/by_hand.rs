//! The least that a policy has to do, written by hand for one case of it: no setting that could change,
//! nobody who looks on, no queue, and no thought of a panic. What is cheaper than that cannot be had.

use std::cell::Cell;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use resilience::{Name, Rejected, registry};

use crate::call::{Answer, Error, Request, raw, request};
use crate::case::Case;
use crate::what::{self, BY_HAND};

/// The most calls in a bulkhead.
const MAX: u64 = 10;
/// The most that a budget holds.
const FULL: u64 = 100;
/// Later than any tick of the clock, in nanoseconds.
const LATER: u64 = u64::MAX / 2;

/// Whether the breaker is open; and until when, and since when, the one that is.
static SHUT: AtomicU64 = AtomicU64::new(0);
static SHUT_UNTIL: AtomicU64 = AtomicU64::new(0);
static FAILED_AT: AtomicU64 = AtomicU64::new(0);
/// How many are in the bulkhead that is full.
static CROWDED: AtomicU64 = AtomicU64::new(0);

pub(crate) fn cases() -> Vec<Case> {
    // Written here, and who knows where else: the compiler has to have them read.
    for (word, value) in [
        (&SHUT, 0),
        (&SHUT_UNTIL, LATER),
        (&FAILED_AT, 1),
        (&CROWDED, 1),
    ] {
        black_box(word).store(value, Ordering::Release);
    }
    let mut cases = vec![
        Case::call(what::BREAKER, BY_HAND, || breaker(raw(request()))),
        Case::call(what::BULKHEAD, BY_HAND, || bulkhead(raw(request()))),
        Case::call(what::RETRY, BY_HAND, || retry(request(), |_| true)),
        Case::call(what::RETRY_BUDGET, BY_HAND, || with_budget(request())),
        Case::call(what::FOUR, BY_HAND, || {
            breaker(bulkhead(with_budget(request())))
        }),
    ];
    if let Some(bulkhead) = registry::bulkhead("full") {
        // A name that costs nothing to clone, as those of attributes are.
        let name: &'static Name = Box::leak(Box::new(bulkhead.snapshot().name));
        #[cfg(target_os = "linux")]
        cases.push(Case::call(what::BREAKER_OPEN, BY_HAND, || open(name)));
        cases.push(Case::call(what::BULKHEAD_FULL, BY_HAND, || full(name)));
    }
    cases
}

/// Lets a call through while nobody has shut it, and counts what comes of it.
async fn breaker(call: impl Future<Output = Answer>) -> Answer {
    static FAILURES: AtomicU64 = AtomicU64::new(0);
    thread_local!(static SUCCESSES: Cell<u64> = const { Cell::new(0) });

    if SHUT.load(Ordering::Acquire) != 0 {
        return Err(Error::Service);
    }
    let answer = call.await;
    match answer {
        Ok(_) => SUCCESSES.set(SUCCESSES.get() + 1),
        Err(_) => {
            FAILURES.fetch_add(1, Ordering::Relaxed);
        }
    }
    answer
}

/// Counts the calls in it.
async fn bulkhead(call: impl Future<Output = Answer>) -> Answer {
    static INSIDE: AtomicU64 = AtomicU64::new(0);

    if INSIDE.fetch_add(1, Ordering::Acquire) >= MAX {
        INSIDE.fetch_sub(1, Ordering::Relaxed);
        return Err(Error::Service);
    }
    let answer = call.await;
    INSIDE.fetch_sub(1, Ordering::Release);
    answer
}

/// Calls up to three times, where it is granted.
async fn retry(request: Request, granted: impl Fn(&Answer) -> bool) -> Answer {
    let mut calls = 0;
    loop {
        calls += 1;
        let answer = raw(request).await;
        if !granted(&answer) || answer.is_ok() || calls == 3 {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The same with a budget, which is full as long as calls go well.
async fn with_budget(request: Request) -> Answer {
    static BUDGET: AtomicU64 = AtomicU64::new(FULL);

    let granted = |answer: &Answer| {
        let there = BUDGET.load(Ordering::Relaxed);
        if answer.is_err() {
            let less = there.saturating_sub(1);
            return BUDGET.fetch_min(less, Ordering::Relaxed) > 0;
        }
        if there < FULL {
            BUDGET.fetch_add(1, Ordering::Relaxed);
        }
        true
    };
    retry(request, granted).await
}

/// Refuses a call as long as it is shut, counts that, and says until when and since when.
#[cfg(target_os = "linux")]
async fn open(name: &Name) -> Answer {
    static REJECTED: AtomicU64 = AtomicU64::new(0);

    let now = crate::clock::tick();
    let until = SHUT_UNTIL.load(Ordering::Relaxed);
    if now < until {
        REJECTED.fetch_add(1, Ordering::Relaxed);
        let failed = FAILED_AT.load(Ordering::Relaxed);
        return Err(Rejected::CircuitOpen {
            name: name.clone(),
            retry_after: Duration::from_nanos(until - now),
            last_failure: Some(Duration::from_nanos(now.abs_diff(failed))),
        }
        .into());
    }
    raw(request()).await
}

/// Refuses a call as long as others have every place, counts that, and says how many there are.
async fn full(name: &Name) -> Answer {
    static REJECTED: AtomicU64 = AtomicU64::new(0);

    if CROWDED.load(Ordering::Acquire) >= 1 {
        REJECTED.fetch_add(1, Ordering::Relaxed);
        return Err(Rejected::BulkheadFull {
            name: name.clone(),
            max: 1,
            waiting: 0,
        }
        .into());
    }
    raw(request()).await
}

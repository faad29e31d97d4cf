//! The minimum of each policy, written by hand for one case.
//!
//! The settings are constants. There are no snapshots, no listeners and no queue. Only the breaker that
//! counts failures in a row handles panics.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::hint::black_box;
use std::mem;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use resilience::{Name, Rejected, registry};
use tokio::time::{Sleep, Timeout, sleep, timeout};

use crate::call::{Answer, Request, hundredth, raw, raw_or_fail, request};
use crate::case::Case;
use crate::what::{self, BY_HAND};

type Body<'a> = Pin<&'a mut (dyn Future<Output = Answer> + 'a)>;

/// The most calls in a bulkhead.
const MAX: u64 = 10;
/// The most that a budget holds.
const FULL: u64 = 100;
/// Later than any tick of the clock, in nanoseconds.
const LATER: u64 = u64::MAX / 2;

/// The number of calls in the window of a breaker that counts a rate.
const WINDOW: u64 = 2;

/// Zero while the first breaker is closed; of the open breaker, its end and the time of its last failure.
static SHUT: AtomicU64 = AtomicU64::new(0);
static SHUT_UNTIL: AtomicU64 = AtomicU64::new(0);
static FAILED_AT: AtomicU64 = AtomicU64::new(0);
/// The running calls of the free bulkhead, and of the full one.
static INSIDE: AtomicU64 = AtomicU64::new(0);
static CROWDED: AtomicU64 = AtomicU64::new(0);
static BUDGET: AtomicU64 = AtomicU64::new(FULL);
static FAILURES: AtomicU64 = AtomicU64::new(0);
/// The successes since the last failure.
static SINCE: AtomicU64 = AtomicU64::new(0);

pub(crate) fn cases() -> Vec<Case> {
    // After `black_box` the compiler must assume that other code writes these words, so it keeps the loads.
    for (word, value) in [
        (&SHUT, 0),
        (&SHUT_UNTIL, LATER),
        (&FAILED_AT, 1),
        (&CROWDED, 1),
    ] {
        black_box(word).store(value, Ordering::Release);
    }
    let mut fails = hundredth();
    let mut cases = vec![
        Case::call(what::BREAKER, BY_HAND, || breaker(request())),
        Case::call(what::BREAKER_RATE_1, BY_HAND, move || {
            rate(request(), fails())
        }),
        Case::call(what::BULKHEAD, BY_HAND, || bulkhead(request())),
        Case::call(what::TIMEOUT, BY_HAND, || limited(request())),
        Case::call(what::RETRY, BY_HAND, || retry(request())),
        Case::call(what::RETRY_BUDGET, BY_HAND, || with_budget(request())),
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

/// Admits a call while the breaker is closed, and counts its result.
///
/// A panic counts as a failure; a dropped call does not count. Results that arrive after a change of state
/// are ignored.
async fn breaker(request: Request) -> Answer {
    struct Permit(u64);

    impl Drop for Permit {
        fn drop(&mut self) {
            if std::thread::panicking() && SHUT.load(Ordering::Acquire) == self.0 {
                FAILURES.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    let gate = SHUT.load(Ordering::Acquire);
    if gate != 0 {
        return refused();
    }
    let permit = Permit(gate);
    let answer = raw(request).await;
    if SHUT.load(Ordering::Acquire) == permit.0 {
        count(&answer);
    }
    mem::forget(permit);
    answer
}

/// Lets a call through in the same way, and counts each success behind the last failure: the next one takes
/// them all at once. A window of two calls stands for one of a hundred, for a success does no less.
async fn rate(request: Request, fails: bool) -> Answer {
    if SHUT.load(Ordering::Acquire) != 0 {
        return refused();
    }
    let answer = raw_or_fail(request, fails).await;
    if answer.is_ok() {
        SINCE.fetch_add(1, Ordering::AcqRel);
    } else if SINCE.swap(0, Ordering::AcqRel) < WINDOW {
        SHUT.store(1, Ordering::Release);
    }
    answer
}

/// Looks at the clock once the call waits.
async fn limited(request: Request) -> Answer {
    let mut body = pin!(raw(request));
    match poll_fn(|cx| Poll::Ready(body.as_mut().poll(cx))).await {
        Poll::Ready(answer) => answer,
        Poll::Pending => cut_off(body).await.unwrap_or_else(|_| refused()),
    }
}

#[cold]
fn cut_off(body: Body<'_>) -> Pin<Box<Timeout<Body<'_>>>> {
    Box::pin(timeout(Duration::from_secs(5), body))
}

/// Counts the calls in it.
async fn bulkhead(request: Request) -> Answer {
    if INSIDE.fetch_add(1, Ordering::Acquire) >= MAX {
        INSIDE.fetch_sub(1, Ordering::Relaxed);
        return refused();
    }
    let answer = raw(request).await;
    INSIDE.fetch_sub(1, Ordering::Release);
    answer
}

/// Calls up to three times.
async fn retry(request: Request) -> Answer {
    let mut calls = 0;
    loop {
        let answer = raw(request).await;
        calls += 1;
        if answer.is_ok() || calls == 3 {
            return answer;
        }
        pause().await;
    }
}

/// The same with a budget, which is full as long as calls go well.
async fn with_budget(request: Request) -> Answer {
    let mut calls = 0;
    loop {
        let answer = raw(request).await;
        calls += 1;
        if answer.is_ok() {
            deposit();
            return answer;
        }
        if calls == 3 || !withdraw() {
            return answer;
        }
        pause().await;
    }
}

/// The rejection. The cases never reach it; it makes the result as large as ours.
#[cold]
fn refused() -> Answer {
    Err(Rejected::BulkheadFull {
        name: Name::from("by hand"),
        max: 1,
        waiting: 0,
    }
    .into())
}

/// Counts a result. Successes are counted per thread.
#[inline]
fn count(answer: &Answer) {
    thread_local!(static SUCCESSES: Cell<u64> = const { Cell::new(0) });

    if answer.is_ok() {
        SUCCESSES.set(SUCCESSES.get() + 1);
    } else {
        FAILURES.fetch_add(1, Ordering::Relaxed);
    }
}

#[inline]
fn deposit() {
    if BUDGET.load(Ordering::Relaxed) < FULL {
        BUDGET.fetch_add(1, Ordering::Relaxed);
    }
}

#[cold]
fn withdraw() -> bool {
    let less = |there: u64| there.checked_sub(1);
    let changed = BUDGET.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    changed.is_ok()
}

/// Boxed, because a pause is rare and every future would reserve space for it.
#[cold]
fn pause() -> Pin<Box<Sleep>> {
    Box::pin(sleep(Duration::from_millis(100)))
}

/// Rejects a call while the breaker is open, counts it, and reports the remaining time and the last failure.
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

/// Rejects a call while every slot is taken, counts it, and reports the number of slots.
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

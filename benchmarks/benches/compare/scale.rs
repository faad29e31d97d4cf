//! Scale: many names, many who wait, and somebody who looks at all of it meanwhile.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{io, thread};

use resilience::{Bulkhead, CircuitBreaker, registry};
use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Duration, timeout};

use crate::allocations::held;
use crate::case::{drive, request};
use crate::clock;
use crate::measure::{Nanos, per_call};
use crate::ours::breaker;
use crate::ours::size::sizes;

const NAMES: u32 = 100_000;
const WAITERS: u32 = 10_000;

/// A figure, and what it is of.
pub(crate) struct Figure {
    pub(crate) what: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
}

const fn figure(what: &'static str, value: f64, unit: &'static str) -> Figure {
    Figure { what, value, unit }
}

pub(crate) const LOOK_UP: &str = "look-up of a name at random among 100,000";

pub(crate) fn measure() -> io::Result<Vec<Figure>> {
    let mut figures = names();
    figures.extend(waiters()?);
    let sizes = sizes();
    let future = |what, size| figure(what, sizes.over_raw(size), "bytes");
    figures.extend([
        future(
            "future of breaker + bulkhead + retry + budget, over the raw one of 1 KiB",
            sizes.four,
        ),
        future(
            "  the same with a timeout, which keeps tokio's timer",
            sizes.five,
        ),
    ]);
    registry::prune();
    Ok(figures)
}

/// The names of 100,000 tenants, each with a breaker.
fn names() -> Vec<Figure> {
    let names: Vec<String> = (0..NAMES).map(|it| format!("tenant-{it:06}")).collect();
    let bytes = held(|| {
        for name in &names {
            // Kept by the registry, and so without a handle of our own.
            CircuitBreaker::builder(name.as_str()).build();
        }
    });
    let mut random = 1_usize;
    let random_name = || {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        names[(random >> 33) % names.len()].as_str()
    };
    let at_random = look_up(random_name);
    let the_same = look_up(|| black_box("tenant-050000"));
    let mut figures = vec![
        figure(
            "memory of a name and its breaker",
            bytes / f64::from(NAMES),
            "bytes",
        ),
        figure(LOOK_UP, at_random.minimum, "ns"),
        figure(
            "look-up of one name among 100,000, over and over",
            the_same.minimum,
            "ns",
        ),
    ];
    figures.extend(snapshots());
    figures
}

fn look_up<'a>(mut name: impl FnMut() -> &'a str) -> Nanos {
    const CALLS: u64 = 20_000;
    let round = |_| {
        let time = clock::time(|| {
            for _ in 0..CALLS {
                black_box(registry::circuit_breaker(name()));
            }
        });
        per_call(time, CALLS)
    };
    Nanos::of((0..20).map(round).collect())
}

/// Calls while another thread takes snapshots of every breaker there is, and without that.
fn snapshots() -> Vec<Figure> {
    let alone = callers();
    let done = AtomicBool::new(false);
    let (beside, all) = thread::scope(|scope| {
        let looker = scope.spawn(|| {
            let mut rounds = Vec::new();
            while !done.load(Ordering::Relaxed) {
                let time = clock::time(|| {
                    for breaker in registry::circuit_breakers() {
                        black_box(breaker.snapshot());
                    }
                });
                rounds.push(time.as_secs_f64() * 1e3);
            }
            rounds
        });
        let beside = callers();
        done.store(true, Ordering::Relaxed);
        (beside, looker.join().unwrap_or_default())
    });
    vec![
        figure(
            "a snapshot of all 100,000 while calls run",
            Nanos::of(all).median,
            "ms",
        ),
        figure("a call meanwhile, median", beside.median, "ns"),
        figure("a call without snapshots, median", alone.median, "ns"),
        figure("a call meanwhile, best", beside.minimum, "ns"),
        figure("a call without snapshots, best", alone.minimum, "ns"),
    ]
}

/// Calls of a breaker that the snapshots are of too, in small rounds.
fn callers() -> Nanos {
    const CALLS: u64 = 200;
    let round = |_| {
        let time = clock::time(|| {
            for _ in 0..CALLS {
                black_box(drive(breaker::in_a_row(request()))).ok();
            }
        });
        per_call(time, CALLS)
    };
    Nanos::of((0..50_000).map(round).collect())
}

/// 10,000 who wait for one place, in our bulkhead and at tokio's semaphore with a timeout.
fn waiters() -> io::Result<Vec<Figure>> {
    static PLACES: Semaphore = Semaphore::const_new(0);
    let bulkhead = Bulkhead::builder("10,000 waiters")
        .max(1)
        .wait(Duration::from_secs(600))
        .build();
    let place = drive(bulkhead.acquire());
    let ours = crowd(
        || {
            let bulkhead = bulkhead.clone();
            async move { bulkhead.acquire().await.is_ok() }
        },
        || bulkhead.snapshot().waiting == WAITERS as usize,
        || drop(place),
    )?;
    let theirs = crowd(
        || async {
            let place = timeout(Duration::from_secs(600), PLACES.acquire()).await;
            place.is_ok()
        },
        // It does not tell how many wait; all tasks have run once by then.
        || true,
        || PLACES.add_permits(1),
    )?;
    Ok(vec![
        figure(
            "10,000 wait for one place: each gets it within",
            ours.nanos,
            "ns",
        ),
        figure(
            "  the same, tokio's semaphore and timeout",
            theirs.nanos,
            "ns",
        ),
        figure(
            "memory of one that waits, with its task",
            ours.bytes,
            "bytes",
        ),
        figure(
            "  the same, tokio's semaphore and timeout",
            theirs.bytes,
            "bytes",
        ),
    ])
}

struct Crowd {
    nanos: f64,
    bytes: f64,
}

/// Lets 10,000 tasks wait, then opens to the first, each letting in the next.
fn crowd<F: Future<Output = bool> + Send + 'static>(
    mut wait: impl FnMut() -> F,
    all_wait: impl Fn() -> bool,
    open: impl FnOnce(),
) -> io::Result<Crowd> {
    let runtime = Builder::new_current_thread().enable_time().build()?;
    let mut tasks = JoinSet::new();
    let bytes = held(|| {
        runtime.block_on(async {
            for _ in 0..WAITERS {
                tasks.spawn(wait());
            }
            yield_now().await;
            while !all_wait() {
                yield_now().await;
            }
        });
    });
    let mut served = 0;
    let time = clock::time(|| {
        runtime.block_on(async {
            open();
            while let Some(answer) = tasks.join_next().await {
                served += u32::from(matches!(answer, Ok(true)));
            }
        });
    });
    if served != WAITERS {
        let lost = WAITERS - served;
        return Err(io::Error::other(format!("{lost} waited in vain")));
    }
    Ok(Crowd {
        nanos: per_call(time, WAITERS.into()),
        bytes: bytes / f64::from(WAITERS),
    })
}

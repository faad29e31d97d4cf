//! The names of 100,000 tenants, each with a breaker.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use resilience::{CircuitBreaker, circuit_breaker, registry};

use super::{Figure, figure, memory};
use crate::allocations::held;
use crate::call::{Answer, Request, answer, request};
use crate::case::Case;
use crate::clock;
use crate::measure::{Nanos, per_call, percentile};
use crate::what::{self, OURS};

const NAMES: u32 = 100_000;
/// So many of them are looked up where not all are.
const IN_USE: usize = 1_000;
/// Of each name.
const LENGTH: usize = "tenant-000000".len();

pub(crate) const LOOK_UP: &str = "look-up of a name at random among 100,000";

pub(crate) const LOOK_UP_BARE: &str = "  the same in a bare `HashMap` of `Arc`s as large";

pub(super) fn measure() -> Vec<Figure> {
    let names: Vec<String> = (0..NAMES).map(|it| format!("tenant-{it:06}")).collect();
    let bytes = held(|| {
        for name in &names {
            // Kept by the registry, and so without a handle of our own.
            CircuitBreaker::builder(name.as_str()).build();
        }
    });
    let (all, in_use) = (at_random(&names), at_random(&names[..IN_USE]));
    let of_all = one_after_another(&all);
    let (mut next, mut next_in_use) = (of_all.clone(), one_after_another(&in_use));
    let at_random = look_up(|| registry::circuit_breaker(next()));
    let of_few = look_up(|| registry::circuit_breaker(next_in_use()));
    let the_same = look_up(|| registry::circuit_breaker(black_box("tenant-050000")));
    // Nothing but a map, without a lock, of values that are as large as a breaker.
    let value = || Arc::new([0_u64; 31]);
    let map: HashMap<String, Arc<[u64; 31]>> =
        names.iter().map(|it| (it.clone(), value())).collect();
    let mut next = of_all;
    let bare = look_up(|| map.get(next()).cloned());
    let mut figures = vec![
        figure(
            "memory of a name and its breaker",
            bytes / f64::from(NAMES),
            "bytes",
        ),
        figure(LOOK_UP, at_random.minimum, "ns"),
        figure(LOOK_UP_BARE, bare.minimum, "ns"),
    ];
    figures.extend(memory::measure());
    figures.extend([
        figure(
            "look-up of one of 1,000 in use among 100,000",
            of_few.minimum,
            "ns",
        ),
        figure(
            "look-up of one name among 100,000, over and over",
            the_same.minimum,
            "ns",
        ),
    ]);
    figures.extend(snapshots());
    figures
}

/// Names in random order, adjacent in memory, so that the lookup of the policy is measured and not the
/// access to its name.
fn at_random(names: &[String]) -> String {
    let mut random = random();
    let name = |_: &String| names[random(names.len())].as_str();
    names.iter().map(name).collect()
}

/// Numbers below a bound, the same in every run.
pub(super) fn random() -> impl FnMut(usize) -> usize {
    let mut random = 1_usize;
    move |bound| {
        // The constants of Knuth's MMIX.
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % bound
    }
}

/// One of these names after the other, and again from the first.
fn one_after_another<'a>(asked: &'a str) -> impl FnMut() -> &'a str + Clone {
    let mut at = 0;
    move || {
        let name = &asked[at..at + LENGTH];
        at = (at + LENGTH) % asked.len();
        name
    }
}

pub(super) fn look_up<R>(mut look_up: impl FnMut() -> R) -> Nanos {
    const CALLS: u64 = 20_000;
    let round = |_| {
        let time = clock::time(|| {
            for _ in 0..CALLS {
                black_box(look_up());
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
    let median = |rounds: &[f64]| percentile(rounds, 50);
    let slowest = |rounds: &[f64]| percentile(rounds, 99);
    vec![
        figure(
            "a snapshot of all 100,000 while calls run",
            Nanos::of(all).median,
            "ms",
        ),
        figure("a call meanwhile, median", median(&beside), "ns"),
        figure("  the same without snapshots", median(&alone), "ns"),
        figure(
            "a call meanwhile, slowest of a hundred rounds",
            slowest(&beside),
            "ns",
        ),
        figure("  the same without snapshots", slowest(&alone), "ns"),
    ]
}

#[circuit_breaker(threshold = 5, cooldown = 30s)]
async fn among_them(request: Request) -> Answer {
    answer(request)
}

/// Calls of a breaker that the snapshots are of too, in small rounds, sorted.
fn callers() -> Vec<f64> {
    const CALLS: u64 = 200;
    let mut call = Case::call(what::BREAKER, OURS, || among_them(request()));
    let round = |_| {
        let time = clock::time(|| {
            call.run(CALLS);
        });
        per_call(time, CALLS)
    };
    let mut rounds: Vec<f64> = (0..50_000).map(round).collect();
    rounds.sort_by(f64::total_cmp);
    rounds
}

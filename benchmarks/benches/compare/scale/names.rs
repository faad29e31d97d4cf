//! The names of 100,000 tenants, each with a breaker.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use resilience::{CircuitBreaker, registry};

use super::{Figure, figure};
use crate::allocations::held;
use crate::call::request;
use crate::case::drive;
use crate::clock;
use crate::measure::{Nanos, per_call, percentile};
use crate::ours::breaker;

const NAMES: u32 = 100_000;

pub(crate) const LOOK_UP: &str = "look-up of a name at random among 100,000";

pub(super) fn measure() -> Vec<Figure> {
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

/// Calls of a breaker that the snapshots are of too, in small rounds, sorted.
fn callers() -> Vec<f64> {
    const CALLS: u64 = 200;
    let round = |_| {
        let time = clock::time(|| {
            for _ in 0..CALLS {
                black_box(drive(breaker::in_a_row(request()))).ok();
            }
        });
        per_call(time, CALLS)
    };
    let mut rounds: Vec<f64> = (0..50_000).map(round).collect();
    rounds.sort_by(f64::total_cmp);
    rounds
}

//! Time: the cases take turns, round by round, so that other load affects all of them alike.

use std::hint::black_box;
use std::time::Duration;

use crate::case::Case;
use crate::clock;

/// The length of a measurement.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) rounds: usize,
    /// The approximate length of one case's turn.
    pub(crate) turn: Duration,
    /// The longest time for all cases with two threads together.
    pub(crate) threads: Duration,
}

impl Effort {
    pub(crate) const FULL: Self = Self {
        rounds: 300,
        turn: Duration::from_micros(500),
        threads: Duration::from_secs(60),
    };
    pub(crate) const QUICK: Self = Self {
        rounds: 25,
        turn: Duration::from_micros(200),
        threads: Duration::from_secs(10),
    };
}

/// Nanoseconds per call.
#[derive(Clone, Copy)]
pub(crate) struct Nanos {
    /// The time of the best round, which other load disturbed least.
    pub(crate) minimum: f64,
    pub(crate) median: f64,
}

impl Nanos {
    pub(crate) fn of(mut rounds: Vec<f64>) -> Self {
        rounds.sort_by(f64::total_cmp);
        Self {
            minimum: percentile(&rounds, 0),
            median: percentile(&rounds, 50),
        }
    }
}

/// Returns the percentile of sorted values, or NaN if there are none.
pub(crate) fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let index = sorted.len() * percent / 100;
    sorted.get(index).copied().unwrap_or(f64::NAN)
}

/// Nanoseconds per call, of each case.
pub(crate) fn nanos(cases: &mut [Case], effort: Effort) -> Vec<Nanos> {
    let calls: Vec<u64> = cases
        .iter_mut()
        .map(|it| calls_in(effort.turn, it))
        .collect();
    let mut rounds = vec![Vec::with_capacity(effort.rounds); cases.len()];
    for round in 0..effort.rounds {
        for ((case, &calls), rounds) in cases.iter_mut().zip(&calls).zip(&mut rounds) {
            at_place(round % PLACES, &mut || {
                let time = clock::time(|| {
                    case.run(calls);
                });
                rounds.push(per_call(time, calls));
            });
        }
    }
    rounds.into_iter().map(Nanos::of).collect()
}

/// The number of stack offsets; each round runs at one of them.
///
/// The offset of a future in a cache line matters more than most changes to the code, and the system places
/// the stack differently in every process.
const PLACES: usize = 16;

#[inline(never)]
fn at_place(below: usize, go: &mut dyn FnMut()) {
    let room = black_box([0_u8; 16]);
    match below.checked_sub(1) {
        Some(below) => at_place(below, go),
        None => go(),
    }
    black_box(room);
}

/// Returns the number of calls that take about `turn`.
fn calls_in(turn: Duration, case: &mut Case) -> u64 {
    let mut calls = 64;
    while calls < 1 << 24 {
        let time = clock::time(|| {
            case.run(calls);
        });
        if time >= turn {
            break;
        }
        calls *= 2;
    }
    calls
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a turn has fewer calls than that"
)]
pub(crate) fn per_call(time: Duration, calls: u64) -> f64 {
    time.as_secs_f64() * 1e9 / calls as f64
}

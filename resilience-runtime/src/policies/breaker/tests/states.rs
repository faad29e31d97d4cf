//! Tests of each cell of the table on [`CircuitBreaker`](crate::CircuitBreaker).
//!
//! A breaker with a threshold of 2 and two probes; the calls of a half-open one are its probes.

use super::tests::{Bench, SECOND};
use super::*;
use CircuitState::{Closed, Disabled, ForcedClosed, ForcedOpen, HalfOpen, Open};
use Verdict::{Failure, Ignore, Success};

/// The state, whether the event was admitted or counted, and how many probes run.
type Cell = (CircuitState, bool, usize);

/// The token of a call that the first closed state has admitted.
const LATE: u64 = 0;

fn closed() -> Bench {
    let mut bench = Bench::with(Settings {
        threshold: Some(2),
        probes: 2,
        ..Settings::DEFAULT
    });
    bench.machine.close(bench.now);
    bench
}

fn failed_once() -> Bench {
    let mut bench = closed();
    bench.call(Failure);
    bench
}

fn open() -> Bench {
    let mut bench = closed();
    bench.trip();
    bench
}

fn cooled_down() -> Bench {
    let mut bench = open();
    bench.wait(30 * SECOND);
    bench
}

/// Half-open, with one slot taken.
fn probed() -> Bench {
    let mut bench = cooled_down();
    bench.admit().expect("a probe");
    bench
}

/// Half-open, with every slot taken.
fn probed_by_all() -> Bench {
    let mut bench = probed();
    bench.admit().expect("another probe");
    bench
}

/// Half-open, with one of two successes.
fn proved_once() -> Bench {
    let mut bench = cooled_down();
    bench.call(Success);
    bench
}

fn held(state: CircuitState) -> Bench {
    let mut bench = closed();
    bench.machine.force(state, bench.now);
    bench
}

fn cell(bench: &Bench, answer: bool) -> Cell {
    (bench.machine.state(), answer, bench.machine.probes())
}

#[test]
fn a_call_arrives() {
    let table: [(Bench, Cell); 8] = [
        (closed(), (Closed, true, 0)),
        (open(), (Open, false, 0)),
        (cooled_down(), (HalfOpen, true, 1)),
        (probed(), (HalfOpen, true, 2)),
        (probed_by_all(), (HalfOpen, false, 2)),
        (held(ForcedOpen), (ForcedOpen, false, 0)),
        (held(ForcedClosed), (ForcedClosed, true, 0)),
        (held(Disabled), (Disabled, true, 0)),
    ];
    for (mut bench, expected) in table {
        let admitted = bench.admit().is_ok();
        assert_eq!(cell(&bench, admitted), expected);
    }
}

#[test]
fn a_call_that_was_admitted_ends() {
    let table: [(Bench, Verdict, Cell); 14] = [
        (closed(), Success, (Closed, true, 0)),
        (closed(), Failure, (Closed, true, 0)),
        (closed(), Ignore, (Closed, false, 0)),
        (failed_once(), Failure, (Open, true, 0)),
        (probed(), Success, (HalfOpen, true, 1)),
        (probed(), Failure, (Open, true, 0)),
        (probed(), Ignore, (HalfOpen, false, 1)),
        (proved_once(), Success, (Closed, true, 0)),
        (held(ForcedClosed), Success, (ForcedClosed, true, 0)),
        (held(ForcedClosed), Failure, (ForcedClosed, true, 0)),
        (held(ForcedClosed), Ignore, (ForcedClosed, false, 0)),
        (held(Disabled), Success, (Disabled, false, 0)),
        (held(Disabled), Failure, (Disabled, false, 0)),
        (held(Disabled), Ignore, (Disabled, false, 0)),
    ];
    for (mut bench, verdict, expected) in table {
        let token = bench.admit().expect("admitted");
        let counted = bench.settle(token, verdict);
        assert_eq!(cell(&bench, counted), expected, "{verdict:?}");
    }
}

#[test]
fn a_call_from_an_older_state_ends_or_an_operator_steps_in() {
    let rows: [fn() -> Bench; 8] = [
        closed,
        open,
        cooled_down,
        probed,
        probed_by_all,
        || held(ForcedOpen),
        || held(ForcedClosed),
        || held(Disabled),
    ];
    for row in rows {
        for verdict in [Success, Failure, Ignore] {
            let mut bench = row();
            let before = cell(&bench, false);
            let counted = bench.settle(LATE, verdict);
            assert_eq!(cell(&bench, counted), before);
        }
        for state in [ForcedOpen, ForcedClosed, Disabled] {
            let mut bench = row();
            bench.machine.force(state, bench.now);
            assert_eq!(cell(&bench, false), (state, false, 0));
        }
        let mut bench = row();
        bench.machine.close(bench.now);
        assert_eq!(cell(&bench, false), (Closed, false, 0));
        assert_eq!(
            (bench.mode(), bench.machine.reopenings),
            (Mode::CountOnly, 0)
        );
    }
}

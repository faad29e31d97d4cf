//! The breaker under every interleaving of two or three threads.

use std::time::Duration;

use loom::thread;

use super::{CircuitBreaker, CircuitState};
use crate::Verdict;
use crate::registry::Policy;

/// A breaker that one failure opens and that can be probed at once.
fn breaker(probes: u32) -> CircuitBreaker {
    let builder = CircuitBreaker::builder("loom")
        .threshold(1)
        .cooldown(Duration::from_nanos(1))
        .probes(probes);
    CircuitBreaker::create("loom".into(), &builder.settings)
}

fn trip(breaker: &CircuitBreaker) {
    breaker.acquire().expect("closed").settle(Verdict::Failure);
    // The cooldown of a nanosecond is over before the next line reads the clock, or soon after.
    while breaker.snapshot().retry_after != Some(Duration::ZERO) {}
}

/// Admits a call whose permit is settled by hand, by its generation.
fn generation(breaker: &CircuitBreaker) -> u64 {
    std::mem::forget(breaker.acquire().expect("admitted"));
    breaker.snapshot().generation
}

#[test]
fn half_open_admits_its_probes_and_no_more() {
    loom::model(|| {
        let breaker = breaker(1);
        trip(&breaker);
        let probe = {
            let breaker = breaker.clone();
            thread::spawn(move || breaker.acquire().map(std::mem::forget).is_ok())
        };
        let here = breaker.acquire().map(std::mem::forget).is_ok();
        assert!(
            here ^ probe.join().expect("no panic"),
            "exactly one is admitted"
        );
        assert_eq!(breaker.state(), CircuitState::HalfOpen);
    });
}

#[test]
fn a_late_result_races_with_the_trip_and_changes_nothing_after_it() {
    loom::model(|| {
        let breaker = breaker(2);
        let (late, tripping) = (breaker.clone(), breaker.clone());
        let admitted_in = generation(&late);
        let tripped = thread::spawn(move || {
            tripping.acquire().expect("closed").settle(Verdict::Failure);
        });
        late.settle(admitted_in, Verdict::Success);
        tripped.join().expect("no panic");
        assert_eq!(breaker.state(), CircuitState::Open);
        let before = breaker.snapshot();
        late.settle(admitted_in, Verdict::Failure);
        assert_eq!(breaker.snapshot().generation, before.generation);
        assert_eq!(breaker.snapshot().failures, before.failures);
    });
}

#[test]
fn a_dropped_probe_and_a_settled_one_leave_the_places_exact() {
    loom::model(|| {
        let breaker = breaker(2);
        trip(&breaker);
        let (dropped, settled) = (breaker.clone(), breaker.clone());
        let first = generation(&dropped);
        let second = generation(&settled);
        let dropping = thread::spawn(move || dropped.settle(first, Verdict::Ignore));
        settled.settle(second, Verdict::Success);
        dropping.join().expect("no panic");
        assert_eq!(breaker.state(), CircuitState::HalfOpen);
        let admitted = [(); 3].map(|()| breaker.acquire().map(std::mem::forget).is_ok());
        assert_eq!(admitted, [true, true, false]);
    });
}

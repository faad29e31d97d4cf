//! Tests of the breaker under every interleaving of two or three threads.

use std::time::Duration;

use loom::thread;

use super::state::Completed;
use super::{CircuitBreaker, CircuitPermit, CircuitState, Window};
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

/// Admits a call that is settled by hand, by its token.
fn admit(breaker: &CircuitBreaker) -> u64 {
    breaker.acquire().expect("admitted").into_token()
}

fn settle(breaker: &CircuitBreaker, token: u64, verdict: Verdict) {
    let took = Duration::ZERO;
    let completed = Completed {
        token,
        verdict,
        took,
    };
    if verdict != Verdict::Success || !breaker.shared().try_record_fast(token) {
        breaker.shared().settle(completed, None);
    }
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
fn a_late_result_races_with_the_opening_and_changes_nothing_after_it() {
    loom::model(|| {
        let breaker = breaker(2);
        let (late, tripping) = (breaker.clone(), breaker.clone());
        let token = admit(&late);
        let tripped = thread::spawn(move || {
            tripping.acquire().expect("closed").settle(Verdict::Failure);
        });
        settle(&late, token, Verdict::Success);
        tripped.join().expect("no panic");
        assert_eq!(breaker.state(), CircuitState::Open);
        let before = breaker.snapshot();
        settle(&late, token, Verdict::Failure);
        assert_eq!(breaker.snapshot().generation, before.generation);
        assert_eq!(breaker.snapshot().failures, before.failures);
    });
}

#[test]
fn a_dropped_probe_and_a_settled_one_free_their_slots_once() {
    loom::model(|| {
        let breaker = breaker(2);
        trip(&breaker);
        let (dropped, settled) = (breaker.clone(), breaker.clone());
        let first = admit(&dropped);
        let second = admit(&settled);
        let dropping = thread::spawn(move || settle(&dropped, first, Verdict::Ignore));
        settle(&settled, second, Verdict::Success);
        dropping.join().expect("no panic");
        assert_eq!(breaker.state(), CircuitState::HalfOpen);
        let admitted = [(); 3].map(|()| breaker.acquire().map(std::mem::forget).is_ok());
        assert_eq!(admitted, [true, true, false]);
    });
}

#[test]
fn successes_that_skip_the_window_hide_no_failure() {
    loom::model(|| {
        let builder = CircuitBreaker::builder("loom")
            .threshold(2)
            .window(Window::Calls(3));
        let breaker = CircuitBreaker::create("loom".into(), &builder.settings);
        for _ in 0..3 {
            settle(&breaker, admit(&breaker), Verdict::Success);
        }
        let (failing, succeeding) = (breaker.clone(), breaker.clone());
        let (first, second) = (admit(&failing), admit(&succeeding));
        let failure = thread::spawn(move || settle(&failing, first, Verdict::Failure));
        settle(&succeeding, second, Verdict::Success);
        failure.join().expect("no panic");
        assert_eq!(breaker.state(), CircuitState::Closed);
        settle(&breaker, admit(&breaker), Verdict::Failure);
        assert_eq!(breaker.state(), CircuitState::Open);
    });
}

#[test]
fn a_probe_that_hangs_is_replaced_once_and_its_late_result_is_ignored() {
    loom::model(|| {
        let builder = CircuitBreaker::builder("loom")
            .threshold(1)
            .cooldown(Duration::from_nanos(1))
            .probes(1)
            .probe_timeout(Duration::from_nanos(1));
        let breaker = CircuitBreaker::create("loom".into(), &builder.settings);
        trip(&breaker);
        let hanging = admit(&breaker);
        let (asking, ending) = (breaker.clone(), breaker.clone());
        let asked = thread::spawn(move || asking.acquire().map(CircuitPermit::into_token));
        settle(&ending, hanging, Verdict::Success);
        match (asked.join().expect("no panic"), breaker.state()) {
            // The probe was replaced first, so its success is not counted.
            (Ok(next), CircuitState::HalfOpen) => {
                settle(&breaker, hanging, Verdict::Failure);
                assert_eq!(breaker.state(), CircuitState::HalfOpen);
                settle(&breaker, next, Verdict::Success);
                assert_eq!(breaker.state(), CircuitState::Closed);
            }
            // The probe succeeded in time and closed the breaker.
            (_, state) => assert_eq!(state, CircuitState::Closed),
        }
    });
}

/// A breaker that two failures in the last ten calls open, with a success in its window.
fn deferring() -> CircuitBreaker {
    let builder = CircuitBreaker::builder("loom")
        .threshold(2)
        .window(Window::Calls(10));
    let breaker = CircuitBreaker::create("loom".into(), &builder.settings);
    settle(&breaker, admit(&breaker), Verdict::Success);
    breaker
}

fn counts(breaker: &CircuitBreaker) -> (u64, u64) {
    let counts = breaker.snapshot().window.expect("there is a window");
    (counts.calls, counts.failures)
}

#[test]
fn all_successes_without_a_lock_are_recorded() {
    loom::model(|| {
        let breaker = deferring();
        let succeeding = breaker.clone();
        let successes = thread::spawn(move || {
            settle(&succeeding, admit(&succeeding), Verdict::Success);
            settle(&succeeding, admit(&succeeding), Verdict::Success);
        });
        settle(&breaker, admit(&breaker), Verdict::Failure);
        successes.join().expect("no panic");
        assert_eq!(counts(&breaker), (4, 1));
        assert_eq!(breaker.snapshot().successes, 3);
    });
}

#[test]
fn a_late_success_is_in_no_later_batch() {
    loom::model(|| {
        let breaker = deferring();
        // No success is pending, so the count is the same before and after it is taken.
        assert_eq!(counts(&breaker), (1, 0));
        let token = admit(&breaker);
        let late = breaker.clone();
        let success = thread::spawn(move || settle(&late, token, Verdict::Success));
        breaker.reset();
        success.join().expect("no panic");
        settle(&breaker, admit(&breaker), Verdict::Success);
        assert_eq!(counts(&breaker), (1, 0));
    });
}

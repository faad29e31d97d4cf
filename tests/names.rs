//! Names are added and pruned while other threads look them up.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use resilience::{CircuitBreaker, CircuitState, registry};

const NAMES: usize = 100;
const ROUNDS: usize = 20_000;

/// Names of many lengths.
fn name(it: usize) -> String {
    "tenant-".repeat(1 + it % 7) + &it.to_string()
}

#[test]
fn a_name_with_a_handle_stays_one_breaker_while_others_are_added_and_pruned() {
    let (done, pruned, found) = (
        AtomicBool::new(false),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let start = Barrier::new(4);
    let enter = || {
        start.wait();
        for round in 0..ROUNDS {
            CircuitBreaker::builder(name(round % NAMES)).build();
        }
    };
    let look_up = || {
        start.wait();
        for name in (0..NAMES).cycle().map(name) {
            if done.load(Ordering::Relaxed) {
                break;
            }
            let Some(breaker) = registry::circuit_breaker(&name) else {
                continue;
            };
            found.fetch_add(1, Ordering::Relaxed);
            breaker.force_open();
            let again = registry::circuit_breaker(&name).expect("it is held");
            assert_eq!(again.name(), name);
            assert_eq!(again.state(), CircuitState::ForcedOpen);
        }
    };
    let prune = || {
        start.wait();
        while !done.load(Ordering::Relaxed) {
            pruned.fetch_add(registry::prune(), Ordering::Relaxed);
        }
    };
    thread::scope(|scope| {
        scope.spawn(prune);
        scope.spawn(look_up);
        scope.spawn(look_up);
        enter();
        done.store(true, Ordering::Relaxed);
    });
    assert!(pruned.into_inner() > 0, "nothing was pruned meanwhile");
    assert!(found.into_inner() > 0, "nothing was found meanwhile");
    registry::prune();
    assert!(registry::circuit_breakers().is_empty());
}

//! Names come and go while others look them up.

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
fn a_name_that_is_held_is_one_breaker_while_names_come_and_go() {
    let (done, pruned, found) = (
        AtomicBool::new(false),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let enter = || {
        for round in 0..ROUNDS {
            CircuitBreaker::builder(name(round % NAMES)).build();
        }
    };
    let look_up = || {
        for round in 0..ROUNDS {
            let name = name(round * 7 % NAMES);
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
        while !done.load(Ordering::Relaxed) {
            pruned.fetch_add(registry::prune(), Ordering::Relaxed);
        }
    };
    thread::scope(|scope| {
        scope.spawn(prune);
        let others = [
            scope.spawn(enter),
            scope.spawn(look_up),
            scope.spawn(look_up),
        ];
        for other in others {
            let ended = other.join();
            done.store(true, Ordering::Relaxed);
            ended.expect("no thread panics");
        }
    });
    assert!(pruned.into_inner() > 0, "nothing was pruned meanwhile");
    assert!(found.into_inner() > 0, "nothing was found meanwhile");
    registry::prune();
    assert!(registry::circuit_breakers().is_empty());
}

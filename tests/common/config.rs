//! Helpers for the tests of `resilience::config`. Policies and their configuration belong to the process,
//! so the tests take turns.

use std::fs;
use std::path::{Path, PathBuf};

use resilience::{CircuitBreaker, config, registry};
use tokio::sync::{Mutex, MutexGuard};

/// Waits for the other tests and resets all configuration.
pub(crate) async fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    let turn = TURN.lock().await;
    config::load_str("").expect("nothing is right");
    config::load_vars([("", ""); 0]).expect("nothing is right");
    registry::reset();
    turn
}

/// Creates an empty folder for the test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("config-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

pub(crate) fn breaker(name: &str) -> CircuitBreaker {
    registry::circuit_breaker(name).expect("a breaker of that name")
}

/// Returns how many failures in a row open the breaker. Resets it before and after.
pub(crate) fn threshold(breaker: &CircuitBreaker) -> usize {
    breaker.reset();
    let fails = |_: &usize| breaker.acquire().map(|it| it.settle(true)).is_ok();
    let failures = (0..1_000).take_while(fails).count();
    breaker.reset();
    failures
}

/// The `max` of a bulkhead.
pub(crate) fn max(name: &str) -> u32 {
    let bulkhead = registry::bulkhead(name).expect("a bulkhead of that name");
    bulkhead.snapshot().max
}

//! Timeout behavior, above and below the other layers.

#![allow(
    clippy::unwrap_used,
    reason = "a policy that is missing is a failed test"
)]

mod common;

use std::future::pending;
use std::sync::atomic::{AtomicU32, Ordering};

use common::Error;
use resilience::{CircuitState, Rejected, bulkhead, circuit_breaker, registry, timeout};

/// Records how many slots of the bulkhead are taken when it is dropped.
struct Witness(&'static str, &'static AtomicU32);

impl Drop for Witness {
    fn drop(&mut self) {
        let taken = registry::bulkhead(self.0).unwrap().snapshot().in_flight;
        self.1.store(taken, Ordering::Relaxed);
    }
}

static TAKEN: AtomicU32 = AtomicU32::new(u32::MAX);

#[timeout(1s)]
#[bulkhead(name = "cut off", max = 1)]
async fn cut_off() -> Result<(), Error> {
    let _witness = Witness("cut off", &TAKEN);
    pending().await
}

#[tokio::test(start_paused = true)]
async fn a_timed_out_body_keeps_its_slot_until_it_is_dropped() {
    let cut = cut_off().await;
    assert!(matches!(
        cut,
        Err(Error::Rejected(Rejected::TimedOut { .. }))
    ));
    assert_eq!(TAKEN.load(Ordering::Relaxed), 1);
    assert_eq!(
        registry::bulkhead("cut off").unwrap().snapshot().in_flight,
        0
    );
}

/// Panics when it is dropped.
struct Brittle;

impl Drop for Brittle {
    fn drop(&mut self) {
        panic!("the destructor panics");
    }
}

#[circuit_breaker(name = "brittle above", threshold = 1)]
#[timeout(1s)]
#[bulkhead(name = "brittle", max = 1)]
async fn brittle() -> Result<(), Error> {
    let _brittle = Brittle;
    pending().await
}

#[timeout(1s)]
#[circuit_breaker(name = "brittle below", threshold = 1)]
#[bulkhead(name = "brittle", max = 1)]
async fn brittle_below() -> Result<(), Error> {
    let _brittle = Brittle;
    pending().await
}

#[tokio::test(start_paused = true)]
async fn a_body_that_panics_while_it_times_out_has_failed() {
    assert!(tokio::spawn(brittle()).await.unwrap_err().is_panic());
    assert!(tokio::spawn(brittle_below()).await.unwrap_err().is_panic());
    for name in ["brittle above", "brittle below"] {
        let breaker = registry::circuit_breaker(name).unwrap();
        assert_eq!(breaker.state(), CircuitState::Open, "{name}");
    }
    assert_eq!(
        registry::bulkhead("brittle").unwrap().snapshot().in_flight,
        0
    );
}

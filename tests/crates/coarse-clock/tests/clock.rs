//! What a clock that moves on by ticks must not change. In real time, for it cannot be stopped.

use std::time::Duration;

use resilience::{CircuitState, Rejected, registry};
use resilience_test_coarse_clock::{Failure, opens, pays, recent, takes};
use tokio::time::{Instant, sleep};

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

#[tokio::test]
async fn an_open_breaker_rejects_calls_until_its_cooldown_is_over_and_not_much_longer() {
    let opened = Instant::now();
    assert!(opens(true).await.is_err());
    let mut rejections = 0;
    let cooled = loop {
        match opens(false).await {
            Ok(()) => break opened.elapsed(),
            Err(Failure::Rejected(Rejected::CircuitOpen {
                retry_after,
                last_failure: Some(ago),
                ..
            })) => {
                rejections += 1;
                assert!(retry_after <= ms(320), "{retry_after:?}");
                assert!(ago <= opened.elapsed(), "{ago:?}");
            }
            Err(other) => unreachable!("{other:?}"),
        }
        sleep(ms(1)).await;
    };
    assert!(cooled >= ms(300), "{cooled:?}");
    assert!(rejections > 10);
    let breaker = registry::circuit_breaker("opens").expect("it is declared");
    assert_eq!(breaker.state(), CircuitState::Closed);
    assert_eq!(breaker.snapshot().rejected, rejections);
}

#[tokio::test]
async fn a_slow_call_is_told_from_a_fast_one() {
    for time in [Duration::ZERO, ms(700), Duration::ZERO] {
        takes(time).await.expect("closed");
    }
    let breaker = registry::circuit_breaker("slow").expect("it is declared");
    let window = breaker.snapshot().window.expect("it has a window");
    assert_eq!((window.calls, window.slow), (2, 1));
    for _ in 0..2 {
        takes(ms(700)).await.expect("closed");
    }
    assert_eq!(breaker.state(), CircuitState::Open);
}

#[tokio::test]
async fn successes_count_for_as_long_as_the_window_is() {
    let breaker = || registry::circuit_breaker("recent").expect("it is declared");
    for _ in 0..100 {
        recent(false).await.expect("closed");
    }
    assert_eq!(breaker().snapshot().window.expect("it has one").calls, 100);
    sleep(ms(3_200)).await;
    for fails in [false, false, true] {
        let _ = recent(fails).await;
    }
    let window = breaker().snapshot().window.expect("it has one");
    assert_eq!((window.calls, window.failures), (3, 1));
    let _ = recent(true).await;
    assert_eq!(breaker().state(), CircuitState::Open);
}

#[tokio::test]
async fn successes_pay_for_retries_and_are_forgotten() {
    let budget = || {
        registry::retry_budget("pays")
            .expect("it is declared")
            .snapshot()
    };
    for _ in 0..8 {
        pays(false).await.expect("it succeeds");
    }
    assert_eq!(budget().balance, 4);
    for _ in 0..6 {
        let _ = pays(true).await;
    }
    assert_eq!((budget().granted, budget().refused), (4, 2));
    sleep(ms(3_400)).await;
    assert_eq!(budget().balance, 0);
}

//! Snapshots of the whole registry.

mod common;

use common::{Error, secs};
use resilience::{bulkhead, circuit_breaker, rate_limit, registry, retry};

#[circuit_breaker(name = "seen", threshold = 4)]
#[bulkhead(name = "seen", max = 3, wait = 1s, queue = 9)]
#[rate_limit(name = "seen", max = 10, per = 1s, burst = 2)]
#[retry(max = 1, budget(name = "seen", burst = 7))]
async fn never_called() -> Result<(), Error> {
    Ok(())
}

#[bulkhead(max = 5)]
async fn without_a_name() -> Result<(), Error> {
    Ok(())
}

/// The only policy of that name.
macro_rules! find {
    ($kind:ident, $name:expr) => {{
        let mut all = registry::snapshot().$kind;
        assert!(all.is_sorted_by_key(|it| it.name.clone()));
        all.retain(|it| it.name == $name);
        assert_eq!(all.len(), 1);
        all.remove(0)
    }};
}

#[test]
fn it_contains_every_kind_also_of_functions_not_called_yet() {
    let breaker = find!(circuit_breakers, "seen");
    assert_eq!(
        breaker.settings,
        "threshold = 4, cooldown = 30s, probes = 3"
    );
    let bulkhead = find!(bulkheads, "seen");
    assert_eq!((bulkhead.max, bulkhead.queue), (3, Some(9)));
    let limiter = find!(rate_limiters, "seen");
    assert_eq!(
        (limiter.burst, limiter.available, limiter.waiting),
        (2, 2, 0)
    );
    let budget = find!(retry_budgets, "seen");
    assert_eq!((budget.burst, budget.balance, budget.refunded), (7, 7, 0));
    let own = find!(bulkheads, "snapshot::without_a_name");
    assert_eq!(own.declared.as_deref(), Some("max = 5, wait = 5s"));
    drop((never_called(), without_a_name()));
}

#[test]
fn it_contains_declared_and_current_settings() {
    #[circuit_breaker(name = "adjusted", threshold = 4)]
    async fn adjusted() -> Result<(), Error> {
        Ok(())
    }
    drop(adjusted());
    let breaker = registry::circuit_breaker("adjusted").unwrap();
    let before = breaker.snapshot();
    assert_eq!(before.declared.as_ref(), Some(&before.settings));
    breaker.adjust(|it| it.threshold(9).cooldown(secs(1)));
    let after = find!(circuit_breakers, "adjusted");
    assert_eq!(after.settings, "threshold = 9, cooldown = 1s, probes = 3");
    assert_eq!(after.declared, before.declared);

    let joined = resilience::CircuitBreaker::builder("joined").build();
    assert_eq!(joined.snapshot().declared, None, "no site gives any");
}

#[tokio::test(start_paused = true)]
async fn ignored_calls_and_refunded_retries_are_counted() {
    let breaker = resilience::CircuitBreaker::builder("neither").build();
    drop(breaker.acquire().unwrap());
    breaker
        .acquire()
        .unwrap()
        .settle(resilience::Verdict::Ignore);
    let counts = breaker.snapshot();
    assert_eq!(
        (counts.ignored, counts.successes, counts.failures),
        (2, 0, 0)
    );
    breaker.disable();
    drop(breaker.acquire().unwrap());
    assert_eq!(breaker.snapshot().ignored, 2, "disabled, it counts none");

    let budget = resilience::RetryBudget::builder("paid back").build();
    drop(budget.withdraw().unwrap());
    budget.withdraw().unwrap().spend();
    assert_eq!(
        (budget.snapshot().granted, budget.snapshot().refunded),
        (1, 1)
    );
}

#[cfg(feature = "latency")]
mod latency {
    use std::time::Duration;

    use resilience::{Bulkhead, CircuitBreaker, RateLimiter};
    use tokio::time::sleep;

    use super::{Error, secs};

    /// Returns whether the latency is about that duration.
    fn is_about(told: Duration, exact: Duration) -> bool {
        (exact..=exact + exact / 31).contains(&told)
    }

    #[tokio::test(start_paused = true)]
    async fn a_breaker_measures_the_calls_that_it_records() {
        let breaker = CircuitBreaker::builder("timed").threshold(100).build();
        assert_eq!(breaker.snapshot().latency, None);
        for millis in [10, 10, 10, 400] {
            let answer = || async {
                sleep(Duration::from_millis(millis)).await;
                if millis == 10 {
                    Ok(())
                } else {
                    Err(Error::Down)
                }
            };
            let _ = breaker.call(answer).await;
        }
        tokio::time::timeout(secs(1), breaker.call(|| sleep_for(secs(9))))
            .await
            .unwrap_err();
        let latency = breaker.snapshot().latency.unwrap();
        assert_eq!(latency.count, 4, "the dropped one is none of them");
        assert!(
            is_about(latency.p50, Duration::from_millis(10)),
            "{latency:?}"
        );
        assert!(
            is_about(latency.p99, Duration::from_millis(400)),
            "{latency:?}"
        );
        assert_eq!((latency.p995, latency.max), (latency.p99, latency.p99));
        sleep(secs(60)).await;
        assert_eq!(breaker.snapshot().latency, None, "a minute has passed");
    }

    async fn sleep_for(time: Duration) -> Result<(), Error> {
        sleep(time).await;
        Ok(())
    }

    #[tokio::test(start_paused = true)]
    async fn a_bulkhead_measures_running_and_waiting_separately() {
        let bulkhead = Bulkhead::builder("timed").max(1).build();
        let call = || bulkhead.call(|| sleep_for(secs(2)));
        let (first, second) = tokio::join!(call(), call());
        first.and(second).unwrap();
        let snapshot = bulkhead.snapshot();
        assert_eq!(snapshot.admitted, 2);
        let ran = snapshot.latency.unwrap();
        assert_eq!(ran.count, 2);
        assert!(
            is_about(ran.p50, secs(2)) && is_about(ran.max, secs(2)),
            "{ran:?}"
        );
        let waited = snapshot.waited.unwrap();
        assert_eq!((waited.count, waited.p50), (2, Duration::ZERO));
        assert!(is_about(waited.max, secs(2)), "{waited:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_limiter_measures_waiting() {
        let builder = RateLimiter::builder("timed").max(1).per(secs(1));
        let limiter = builder.wait(secs(1)).build();
        limiter.acquire().await.unwrap();
        let second = limiter.acquire();
        let look = async { limiter.snapshot().waiting };
        let (_, waiting) = tokio::join!(second, look);
        assert_eq!(waiting, 1);
        let waited = limiter.snapshot().waited.unwrap();
        assert_eq!((waited.count, waited.p50), (2, Duration::ZERO));
        assert!(is_about(waited.max, secs(1)), "{waited:?}");
        assert_eq!(limiter.snapshot().waiting, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn histograms_of_two_policies_can_be_merged() {
        let (one, two) = (
            CircuitBreaker::builder("merged 1").build(),
            CircuitBreaker::builder("merged 2").build(),
        );
        one.call(|| sleep_for(secs(1))).await.unwrap();
        two.call(|| sleep_for(secs(3))).await.unwrap();
        let mut both = one.latency();
        both.merge(&two.latency());
        let latency = both.summary().unwrap();
        assert_eq!(latency.count, 2);
        assert!(is_about(latency.p50, secs(1)) && is_about(latency.max, secs(3)));
    }
}

#[cfg(feature = "serde")]
mod json {
    use resilience::events::{self, Event};
    use resilience::{CircuitBreaker, Rejected};
    use serde_json::{Value, json, to_value};

    use super::{Error, secs};

    #[tokio::test(start_paused = true)]
    async fn a_snapshot_serializes_in_seconds_and_snake_case() {
        let breaker = CircuitBreaker::builder("json").threshold(1).build();
        breaker.acquire().unwrap().settle(true);
        tokio::time::advance(secs(1) / 2).await;
        let open = to_value(breaker.snapshot()).unwrap();
        let expected = json!({
            "name": "json", "state": "open", "age": 0.5, "retry_after": 29.5, "generation": 1,
            "successes": 0, "failures": 1, "ignored": 0, "rejected": 0, "opened": 1,
            "last_failure": 0.5, "failures_in_a_row": 1, "window": null, "probes": 0,
            "settings": "threshold = 1, cooldown = 30s, probes = 3",
            "declared": "threshold = 1, cooldown = 30s, probes = 3",
        });
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&open[field], value, "{field}");
        }
        breaker.force_open();
        let forced = to_value(breaker.snapshot()).unwrap();
        assert_eq!(
            (&forced["state"], &forced["retry_after"]),
            (&json!("forced_open"), &Value::Null)
        );
    }

    #[test]
    fn rates_are_fractions_of_one() {
        let builder = CircuitBreaker::builder("rates");
        let breaker = builder.failure_rate(resilience::Percent::new(80)).build();
        for failed in [true, false, false, false] {
            breaker.acquire().unwrap().settle(failed);
        }
        let window = to_value(breaker.snapshot().window).unwrap();
        let expected = json!({
            "calls": 4, "failures": 1, "slow": 0, "failure_rate": 0.25, "slow_rate": 0.0,
        });
        assert_eq!(window, expected);
    }

    #[test]
    fn the_registry_serializes_as_an_object_of_five_lists() {
        let whole = to_value(resilience::registry::snapshot()).unwrap();
        let lists = [
            "bulkheads",
            "circuit_breakers",
            "rate_limiters",
            "retry_budgets",
        ];
        for list in lists {
            let seen = |it: &Value| it["name"] == "seen" && it["settings"].is_string();
            assert!(whole[list].as_array().unwrap().iter().any(seen), "{list}");
        }
        assert!(whole["conflicts"].is_array());
        assert_eq!(whole.as_object().unwrap().len(), lists.len() + 1);
    }

    #[tokio::test(start_paused = true)]
    async fn events_serialize_with_their_kind() {
        let mut told = events::stream_of("told", 16);
        let breaker = CircuitBreaker::builder("told").threshold(1).build();
        for _ in 0..2 {
            let _ = breaker.call(|| async { Err::<(), _>(Error::Down) }).await;
        }
        let transition = to_value(told.next().await).unwrap();
        assert_eq!(transition["event"], "transition");
        assert_eq!(
            (&transition["from"], &transition["to"]),
            (&json!("closed"), &json!("open"))
        );
        let rejected = to_value(told.next().await).unwrap();
        let expected = json!({
            "event": "rejected",
            "rejected": {
                "kind": "circuit_open", "name": "told", "retry_after": 30.0, "last_failure": 0.0,
            },
        });
        assert_eq!(rejected, expected);

        CircuitBreaker::builder("told").threshold(2).build();
        let conflict = told.next().await;
        assert!(matches!(conflict, Event::Conflict(_)));
        let conflict = to_value(conflict).unwrap();
        assert_eq!(
            (&conflict["event"], &conflict["conflict"]),
            (&json!("conflict"), &json!("settings"))
        );
        assert!(
            conflict["first"]
                .as_str()
                .unwrap()
                .starts_with("tests/snapshot.rs:")
        );
    }

    #[test]
    fn an_unbounded_rejection_serializes_without_a_number() {
        let breaker = CircuitBreaker::builder("forced json").build();
        breaker.force_open();
        let refused: Rejected = breaker.acquire().unwrap_err();
        assert_eq!(to_value(&refused).unwrap()["retry_after"], Value::Null);
    }
}

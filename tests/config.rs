//! `resilience::config`: which settings apply to which policy, and what a change keeps.
#![cfg(feature = "config")]

mod common;

use std::process::Command;
use std::sync::{Arc, Mutex};
use std::{env, fs};

use common::config::{breaker, folder, max, threshold, turn};
use common::{Counter, Error, secs};
use resilience::events::{self, Event};
use resilience::registry::{self, Conflict};
use resilience::{
    Bulkhead, CircuitBreaker, CircuitState, RateLimiter, bulkhead, circuit_breaker, config,
    rate_limit, retry,
};

#[circuit_breaker(name = "fraud", threshold = 5, cooldown = 30s)]
async fn fraud(fails: bool) -> Result<(), Error> {
    if fails { Err(Error::Down) } else { Ok(()) }
}

#[circuit_breaker(name = "ledger", threshold = 6, window = 8)]
async fn ledger() -> Result<(), Error> {
    Ok(())
}

#[bulkhead(name = "search", max = 1, wait = 0s)]
async fn search() -> Result<(), Error> {
    tokio::task::yield_now().await;
    Ok(())
}

#[rate_limit(name = "sms", max = 1, per = 1h)]
async fn sms() -> Result<(), Error> {
    Ok(())
}

static SENT: Counter = Counter::new();

#[retry(max = 3, delay = 1ms, budget(name = "maps", ratio = 0%, min_per_sec = 0, burst = 2))]
async fn maps() -> Result<(), Error> {
    SENT.add();
    Err(Error::Down)
}

#[bulkhead(max = 3)]
async fn unnamed() -> Result<(), Error> {
    Ok(())
}

#[tokio::test]
async fn a_file_overrides_declared_settings_key_by_key_and_restores_them() {
    let _turn = turn().await;
    let path = folder("file").join("resilience.toml");
    fs::write(
        &path,
        "[circuit_breaker.fraud]\nthreshold = 10\ncooldown = \"5s\"\n\
         [bulkhead.default]\nmax = 7\n[bulkhead.search]\nwait = \"1s\"\n",
    )
    .unwrap();
    config::load(&path).unwrap();
    let fraud = breaker("fraud");
    assert_eq!((threshold(&fraud), max("search")), (10, 7));
    for _ in 0..10 {
        fraud.acquire().unwrap().settle(true);
    }
    let wait = fraud.snapshot().retry_after.unwrap();
    assert!(wait <= secs(5) && wait > secs(4), "{wait:?}");

    fs::write(&path, "[bulkhead.search]\nmax = 9\n").unwrap();
    config::load(&path).unwrap();
    assert_eq!((threshold(&fraud), max("search")), (5, 9));
    config::load_str("").unwrap();
    assert_eq!(max("search"), 1);
}

#[tokio::test]
async fn every_key_takes_the_values_of_its_attribute() {
    let _turn = turn().await;
    config::load_str(
        r#"
        [circuit_breaker.fraud]
        threshold = 4
        failure_rate = "50%"
        slow_call = "2s"
        slow_rate = "80.5%"
        window = "10s"
        min_calls = 20
        cooldown = "1s..60s"
        probes = 2
        probe_timeout = "1.5m"
        hung = "10 s"
        [circuit_breaker.ledger]
        window = 1_000
        [bulkhead.search]
        max = 0x10
        wait = "250ms"
        queue = 0
        [rate_limit.sms]
        max = 100
        per = "1s"
        burst = 20
        wait = "0s"
        [retry_budget.maps]
        ratio = "0%"
        window = "1m"
        min_per_sec = 2
        burst = 30
        "#,
    )
    .unwrap();
    let mut shown = String::new();
    breaker("fraud").adjust(|it| {
        shown = format!("{it:?}");
        it
    });
    for part in [
        "threshold: Some(4)",
        "failure_rate: Some(50%)",
        "slow_calls: Some((2s, 80.5%))",
        "window: Some(Time(10s))",
        "min_calls: Some(20)",
        "cooldown: 1s, max_cooldown: 60s",
        "probes: 2",
        "probe_timeout: Some(90s)",
        "hung: Some(10s)",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(max("search"), 16);
    assert_eq!(
        registry::rate_limiter("sms").unwrap().snapshot().available,
        20
    );
    assert_eq!(
        registry::retry_budget("maps").unwrap().snapshot().balance,
        30
    );
}

#[tokio::test]
async fn a_name_outranks_the_default_and_the_environment_outranks_both() {
    let _turn = turn().await;
    let now = || (threshold(&breaker("fraud")), threshold(&breaker("ledger")));
    assert_eq!(now(), (5, 6));
    config::load_str("circuit_breaker.default.threshold = 3").unwrap();
    assert_eq!(now(), (3, 3));
    config::load_str("circuit_breaker.default.threshold = 3\ncircuit_breaker.fraud.threshold = 4")
        .unwrap();
    assert_eq!(now(), (4, 3));
    config::load_vars([
        ("RESILIENCE_CIRCUIT_BREAKER__FRAUD__THRESHOLD", "7"),
        ("PATH", "of no interest"),
        ("RESILIENCE_LOG", "of no interest either"),
    ])
    .unwrap();
    assert_eq!(now(), (7, 3));
    config::load_vars([("RESILIENCE_CIRCUIT_BREAKER__DEFAULT__THRESHOLD", "8")]).unwrap();
    assert_eq!(now(), (8, 8));
    config::load_str("").unwrap();
    assert_eq!(now(), (8, 8), "the environment is a source of its own");
    config::load_vars([("", ""); 0]).unwrap();
    assert_eq!(now(), (5, 6));
}

#[tokio::test]
async fn a_variable_names_a_policy_in_capitals() {
    let _turn = turn().await;
    let path = Bulkhead::builder("shop::orders-eu").max(1).build();
    config::load_vars([
        ("RESILIENCE_BULKHEAD__SHOP__ORDERS_EU__MAX", " 5 "),
        ("RESILIENCE_BULKHEAD__SHOP__ORDERS_EU__WAIT", "1s"),
        ("RESILIENCE_BULKHEAD__CONFIG__UNNAMED__ENABLED", "false"),
    ])
    .unwrap();
    assert_eq!(path.snapshot().max, 5);
    let unnamed = registry::bulkhead("config::unnamed").unwrap();
    assert!(!unnamed.snapshot().enabled);
}

#[test]
fn the_environment_of_the_process_is_read() {
    const CHILD: &str = "RESILIENCE_TEST_CHILD";
    if env::var_os(CHILD).is_some() {
        config::load_env().unwrap();
        assert_eq!(max("search"), 12);
        return;
    }
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "the_environment_of_the_process_is_read"])
        .env(CHILD, "1")
        .env("RESILIENCE_BULKHEAD__SEARCH__MAX", "12")
        .output()
        .unwrap();
    let output = String::from_utf8_lossy(&child.stdout);
    assert!(
        child.status.success() && output.contains("1 passed"),
        "{output}"
    );
}

#[tokio::test]
async fn a_disabled_breaker_admits_calls_and_keeps_its_state() {
    let _turn = turn().await;
    for _ in 0..5 {
        let _ = fraud(true).await;
    }
    let breaker = breaker("fraud");
    assert_eq!(breaker.state(), CircuitState::Open);
    config::load_str("circuit_breaker.fraud.enabled = false").unwrap();
    assert_eq!(breaker.state(), CircuitState::Disabled);
    let failures = breaker.snapshot().failures;
    for _ in 0..9 {
        assert_eq!(fraud(true).await, Err(Error::Down));
    }
    assert_eq!(breaker.snapshot().failures, failures);
    config::load_str("").unwrap();
    assert_eq!(breaker.state(), CircuitState::Open, "as before");
    assert!(matches!(fraud(false).await, Err(Error::Rejected(_))));
}

#[tokio::test]
async fn a_disabled_bulkhead_admits_every_call() {
    let _turn = turn().await;
    let two = || async { tokio::join!(search(), search()) };
    assert!(matches!(two().await, (Ok(()), Err(Error::Rejected(_)))));
    config::load_str("[bulkhead.default]\nenabled = false").unwrap();
    assert_eq!(two().await, (Ok(()), Ok(())));
    let now = registry::bulkhead("search").unwrap().snapshot();
    assert_eq!((now.enabled, now.max, now.in_flight), (false, 1, 0));
    config::load_str("[bulkhead.default]\nenabled = false\n[bulkhead.search]\nenabled = true")
        .unwrap();
    assert!(matches!(two().await, (Ok(()), Err(Error::Rejected(_)))));
}

#[tokio::test]
async fn a_disabled_rate_limit_admits_every_call() {
    let _turn = turn().await;
    assert_eq!(sms().await, Ok(()));
    assert!(sms().await.is_err());
    config::load_str("rate_limit.sms.enabled = false").unwrap();
    for _ in 0..9 {
        assert_eq!(sms().await, Ok(()));
    }
    let now = registry::rate_limiter("sms").unwrap().snapshot();
    assert_eq!((now.enabled, now.available), (false, u32::MAX));
    config::load_str("").unwrap();
    assert!(sms().await.is_err(), "what was taken stays taken");
}

#[tokio::test(start_paused = true)]
async fn a_disabled_budget_grants_every_retry() {
    let _turn = turn().await;
    registry::retry_budget("maps")
        .unwrap()
        .adjust(|it| it.min_per_sec(0.0));
    let sent = || async {
        let before = SENT.get();
        let _ = maps().await;
        SENT.get() - before
    };
    assert_eq!(sent().await, 1, "nothing is earned, nothing granted");
    config::load_str("retry_budget.maps.enabled = false").unwrap();
    assert_eq!((sent().await, sent().await), (4, 4));
    let now = registry::retry_budget("maps").unwrap().snapshot();
    assert_eq!((now.enabled, now.balance), (false, u32::MAX));
    config::load_str("").unwrap();
    assert_eq!(sent().await, 1);
}

#[tokio::test]
async fn policies_created_later_are_configured_too() {
    let _turn = turn().await;
    config::load_str(
        "[bulkhead.default]\nwait = \"0s\"\n[bulkhead.\"tenant 1\"]\noptional = true\nmax = 7\n\
         [circuit_breaker.\"tenant 2\"]\noptional = true\nthreshold = 2",
    )
    .unwrap();
    let first = Bulkhead::builder("tenant 1").max(1).build();
    assert_eq!(first.snapshot().max, 7);
    let joined = CircuitBreaker::builder("tenant 2").build();
    assert_eq!(threshold(&joined), 2);
    let late = CircuitBreaker::builder("tenant 2")
        .threshold(9)
        .probes(1)
        .build();
    assert_eq!(
        threshold(&late),
        2,
        "the site's settings below, the configured above"
    );
    (0..2).for_each(|_| late.acquire().unwrap().settle(true));
    config::load_str("").unwrap();
    assert_eq!(threshold(&joined), 9);
    assert_eq!(first.snapshot().max, 1);
    assert!(registry::validate().err().is_none_or(|all| {
        let texts: Vec<_> = all.iter().map(ToString::to_string).collect();
        !texts.iter().any(|it| it.contains("tenant"))
    }));
}

#[tokio::test]
async fn a_later_policy_that_contradicts_it_keeps_its_own_settings_and_is_a_conflict() {
    let _turn = turn().await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let _subscription = events::subscribe_to("late and narrow", {
        let heard = Arc::clone(&heard);
        move |event| {
            if let Event::Conflict(conflict) = event {
                heard.lock().unwrap().push(conflict.to_string());
            }
        }
    });
    config::load_str("[circuit_breaker.\"late and narrow\"]\noptional = true\nthreshold = 20")
        .unwrap();
    let narrow = CircuitBreaker::builder("late and narrow")
        .threshold(3)
        .window(resilience::Window::Calls(10))
        .build();
    assert_eq!(threshold(&narrow), 3);
    let conflicts = || {
        let all = registry::validate()
            .err()
            .map_or_else(Vec::new, registry::Conflicts::into_vec);
        let all = all
            .into_iter()
            .filter(|it| matches!(it, Conflict::Configuration { .. }));
        all.map(|it| it.to_string()).collect::<Vec<_>>()
    };
    let texts = conflicts();
    assert_eq!(texts.len(), 1);
    assert!(texts[0].starts_with("circuit breaker `late and narrow` keeps the settings from "));
    assert!(
        texts[0].ends_with(
            "because the configuration contradicts them: line 3, column 13: `threshold` must be at most \
             `window`, or it is never met; circuit breaker `late and narrow` would have threshold = 20, \
             window = 10, cooldown = 30s, probes = 3"
        ),
        "{}",
        texts[0]
    );
    assert_eq!(*heard.lock().unwrap(), texts);
    config::load_str("").unwrap();
    assert_eq!(conflicts(), [""; 0]);
}

#[tokio::test]
async fn an_adjustment_stays_until_the_configuration_of_the_policy_changes() {
    let _turn = turn().await;
    config::load_str("bulkhead.search.max = 5").unwrap();
    let search = registry::bulkhead("search").unwrap();
    search.adjust(|it| it.max(30));
    config::load_str("bulkhead.search.max = 5\nrate_limit.sms.burst = 3").unwrap();
    assert_eq!(max("search"), 30, "its section is the same");
    config::load_str("bulkhead.search.max = 6").unwrap();
    assert_eq!(max("search"), 6, "the newest word");
    search.adjust(|it| it.max(30));
    config::load_str("").unwrap();
    assert_eq!(max("search"), 1);
    search.adjust(|it| it.max(30));
    config::load_str("rate_limit.sms.burst = 3").unwrap();
    assert_eq!(max("search"), 30);
    search.adjust(|it| it.max(1));
}

#[tokio::test]
async fn state_and_counts_outlive_a_change() {
    let _turn = turn().await;
    let breaker = breaker("fraud");
    for _ in 0..4 {
        let _ = fraud(true).await;
    }
    config::load_str("circuit_breaker.fraud.threshold = 6").unwrap();
    assert_eq!(breaker.snapshot().failures_in_a_row, 4);
    let _ = fraud(true).await;
    assert_eq!(breaker.state(), CircuitState::Closed);
    let _ = fraud(true).await;
    assert_eq!(breaker.state(), CircuitState::Open, "the sixth");
    config::load_str("circuit_breaker.fraud.cooldown = \"1s\"").unwrap();
    assert_eq!(breaker.state(), CircuitState::Open);

    assert_eq!(sms().await, Ok(()));
    config::load_str("rate_limit.sms = { max = 2, per = \"1h\" }").unwrap();
    assert_eq!((sms().await, sms().await.is_err()), (Ok(()), true));
}

#[tokio::test]
async fn declarations_are_compared_with_each_other_not_with_the_configuration() {
    let _turn = turn().await;
    config::load_str("bulkhead.default.max = 8").unwrap();
    let conflicts = || {
        let all = registry::validate()
            .err()
            .map_or_else(Vec::new, registry::Conflicts::into_vec);
        let texts = all.iter().map(ToString::to_string);
        texts.filter(|it| it.contains("contested")).count()
    };
    Bulkhead::builder("contested").max(1).build();
    Bulkhead::builder("contested").max(1).build();
    assert_eq!((conflicts(), max("contested")), (0, 8));
    Bulkhead::builder("contested").max(8).build();
    assert_eq!(conflicts(), 1);

    let missing = Bulkhead::builder("contested, and without a max").build();
    assert_eq!((conflicts(), missing.snapshot().max), (1, 8));
    config::load_str("").unwrap();
    assert_eq!(conflicts(), 2);
}

#[tokio::test]
async fn a_listener_may_load_another_configuration() {
    let _turn = turn().await;
    let _subscription = events::subscribe_to("fraud", |event| {
        if let Event::Transition {
            to: CircuitState::Disabled,
            ..
        } = event
        {
            config::load_str("bulkhead.search.max = 3").unwrap();
        }
    });
    config::load_str("circuit_breaker.fraud.enabled = false\nbulkhead.search.max = 2").unwrap();
    assert_eq!(breaker("fraud").state(), CircuitState::Closed);
    assert_eq!(max("search"), 3);
}

#[tokio::test]
async fn a_larger_limit_admits_waiters() {
    let _turn = turn().await;
    let limiter = RateLimiter::builder("queue of one")
        .max(1)
        .per(secs(3_600))
        .wait(secs(7_200))
        .build();
    limiter.acquire().await.unwrap();
    let waiting = tokio::spawn({
        let limiter = limiter.clone();
        async move { limiter.acquire().await }
    });
    tokio::task::yield_now().await;
    config::load_str("rate_limit.\"queue of one\".enabled = false").unwrap();
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn of_many_concurrent_loads_one_applies_to_every_policy() {
    let _turn = turn().await;
    let unnamed = registry::bulkhead("config::unnamed").unwrap();
    for _ in 0..50 {
        std::thread::scope(|scope| {
            for max in 20..24 {
                let text =
                    format!("[bulkhead]\nsearch.max = {max}\n\"config::unnamed\".max = {max}");
                scope.spawn(move || config::load_str(&text).unwrap());
            }
        });
        assert_eq!(max("search"), unnamed.snapshot().max);
        assert!((20..24).contains(&max("search")));
    }
}

#[tokio::test]
async fn the_other_functions_still_work() {
    let _turn = turn().await;
    assert_eq!((ledger().await, unnamed().await), (Ok(()), Ok(())));
}

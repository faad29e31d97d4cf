//! `resilience::config`: what can be configured, what is refused, and what stays when it changes.
#![cfg(feature = "config")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex as StdMutex, MutexGuard as StdGuard, PoisonError};
use std::{env, fs};

use common::{Counter, Error, secs};
use resilience::events::{self, Event};
use resilience::registry::{self, Conflict};
use resilience::{
    Bulkhead, CircuitBreaker, CircuitState, RateLimiter, RetryBudget, bulkhead, circuit_breaker,
    config, rate_limit, retry,
};
use tokio::sync::{Mutex, MutexGuard};

/// The configuration belongs to the process: one test at a time, from none.
async fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    let turn = TURN.lock().await;
    config::load_str("").unwrap();
    config::load_vars([("", ""); 0]).unwrap();
    registry::reset();
    turn
}

/// A folder of the test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("config-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn refused(text: &str) -> String {
    config::load_str(text).unwrap_err().to_string()
}

fn refused_vars<const N: usize>(variables: [(&str, &str); N]) -> String {
    config::load_vars(variables).unwrap_err().to_string()
}

fn breaker(name: &str) -> CircuitBreaker {
    registry::circuit_breaker(name).unwrap()
}

/// How many failures in a row open the breaker; it is closed before and after.
fn threshold(breaker: &CircuitBreaker) -> usize {
    breaker.reset();
    let fails = |_: &usize| breaker.acquire().map(|it| it.settle(true)).is_ok();
    let failures = (0..1_000).take_while(fails).count();
    breaker.reset();
    failures
}

fn max(name: &str) -> u32 {
    registry::bulkhead(name).unwrap().snapshot().max
}

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
async fn a_file_overrides_what_the_sites_say_key_by_key_and_gives_it_back() {
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
        2
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

    let _other = Bulkhead::builder("shop::orders_eu").max(1).build();
    assert_eq!(
        refused_vars([("RESILIENCE_BULKHEAD__SHOP__ORDERS_EU__MAX", "5")]),
        "variable `RESILIENCE_BULKHEAD__SHOP__ORDERS_EU__MAX`: `SHOP__ORDERS_EU` can be the bulkhead \
         `shop::orders-eu` or `shop::orders_eu`: write it in a file"
    );
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
    let told = String::from_utf8_lossy(&child.stdout);
    assert!(
        child.status.success() && told.contains("1 passed"),
        "{told}"
    );
}

#[tokio::test]
async fn a_breaker_that_is_not_enabled_lets_calls_through_and_keeps_its_state() {
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
async fn a_bulkhead_that_is_not_enabled_lets_every_call_in() {
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
async fn a_rate_limit_that_is_not_enabled_lets_every_call_start() {
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
async fn a_budget_that_is_not_enabled_grants_every_retry() {
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
async fn everything_that_is_wrong_is_told_at_once_with_its_place() {
    let _turn = turn().await;
    let path = folder("wrong").join("resilience.toml");
    let text = r#"[circuit_breaker.fraud]
treshold = 10
threshold = 0
cooldown = "5 sec"
probes = "3"
failure_rate = "150%"
window = 99999999999
min_calls = -1

[circuit_breaker.default]
optional = true
hung = 30

[bulkhead.serach]
max = 3

[rate_limt.sms]
max = 3

[retry.maps]
max = 2

[timeout]
maps = "3s"

[retry_budget]
burst = 4

[retry_budget.maps]
ratio = 10
min_per_sec = nan
enabled = "no"
window = 2026-01-01

[retry_budget.shop.orders]
burst = 2
"#;
    fs::write(&path, text).unwrap();
    let errors = config::load(&path).unwrap_err();
    let path = path.display();
    let expected = [
        "2:1: unknown `circuit_breaker` setting `treshold`, did you mean `threshold`? expected one of: \
         `threshold`, `failure_rate`, `slow_call`, `slow_rate`, `window`, `min_calls`, `cooldown`, \
         `probes`, `probe_timeout`, `hung`, `enabled`, `optional`",
        "3:13: `threshold` must be at least 1",
        "4:12: `cooldown` has the unknown unit `sec`, units are `ns`, `us`, `ms`, `s`, `m`, `h`, `d`",
        "5:10: `probes` takes a whole number: `probes = 3`",
        "6:16: `failure_rate` must be from `0%` to `100%`, with at most four decimals",
        "7:10: `window` must be at most 4294967295",
        "8:13: `min_calls` cannot be negative",
        "11:1: unknown `circuit_breaker` setting `optional`, expected one of: `threshold`, \
         `failure_rate`, `slow_call`, `slow_rate`, `window`, `min_calls`, `cooldown`, `probes`, \
         `probe_timeout`, `hung`, `enabled`",
        "12:8: `hung` lacks its unit, write `\"30ms\"` or `\"30s\"`; units are `ns`, `us`, `ms`, `s`, \
         `m`, `h`, `d`",
        "17:2: unknown kind `rate_limt`, did you mean `rate_limit`? expected one of: `circuit_breaker`, \
         `bulkhead`, `rate_limit`, `retry_budget`",
        "20:2: `retry` cannot be configured, for a retry has no name of its own; its budget can: \
         `[retry_budget.<name>]`. Kinds are `circuit_breaker`, `bulkhead`, `rate_limit`, `retry_budget`",
        "23:2: `timeout` cannot be configured, for a timeout has no name of its own. Kinds are \
         `circuit_breaker`, `bulkhead`, `rate_limit`, `retry_budget`",
        "27:1: `burst` is no section, and a setting stands in one: `[retry_budget.default]` for all, \
         `[retry_budget.<name>]` for one",
        "30:9: `ratio` takes a percentage: `ratio = \"10%\"`",
        "31:15: `min_per_sec` must be from 0 to 1000000 retries per second",
        "32:11: `enabled` takes true or false: `enabled = false`",
        "33:10: `window` takes a duration: `window = \"60s\"`",
        "35:20: `orders` is a section within one; a name with a dot is quoted: \
         `[retry_budget.\"shop.orders\"]`",
    ];
    let told = errors.to_string();
    let told: Vec<_> = told.lines().collect();
    // The names that there are depend on which tests have run.
    let names = told
        .iter()
        .position(|line| line.contains("`serach`"))
        .unwrap();
    assert!(
        told[names].starts_with(&format!(
            "{path}:14:11: no bulkhead is named `serach`, did you mean `search`? there are `"
        )),
        "{}",
        told[names]
    );
    assert!(
        told[names].ends_with("; for one that is built later add `optional = true`"),
        "{}",
        told[names]
    );
    let shop = told
        .iter()
        .position(|line| line.contains("is named `shop`"))
        .unwrap();
    let others = told
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != names && *at != shop);
    let others: Vec<_> = others.map(|(_, line)| (*line).to_owned()).collect();
    let expected = expected.map(|line| format!("{path}:{line}"));
    assert_eq!(others, expected);

    let first = errors.iter().next().unwrap();
    assert_eq!((first.line(), first.column()), (Some(2), Some(1)));
    assert_eq!(first.key(), Some("circuit_breaker.fraud.treshold"));
    assert!(
        first
            .file()
            .is_some_and(|it| it.ends_with("resilience.toml"))
    );
    assert_eq!((first.variable(), first.message().len() > 9), (None, true));
    assert_eq!(max("search"), 1, "nothing is in force");
}

#[tokio::test]
async fn what_is_no_toml_and_what_is_not_there_is_told() {
    let _turn = turn().await;
    assert_eq!(
        refused("[bulkhead.search]\nmax = 3\nmax = 4\n"),
        "line 3, column 1: not valid TOML: duplicate key"
    );
    let missing = folder("missing").join("resilience.toml");
    let told = config::load(&missing).unwrap_err().to_string();
    let expected = format!("{}: cannot be read: ", missing.display());
    assert!(told.starts_with(&expected), "{told}");
}

#[tokio::test]
async fn a_wrong_variable_is_told_by_its_name() {
    let _turn = turn().await;
    assert_eq!(
        refused_vars([
            ("RESILIENCE_BULKHAED__SEARCH__MAX", "3"),
            ("RESILIENCE_BULKHEAD__SEARCH", "3"),
            ("RESILIENCE_BULKHEAD__SEARCH__MAXIMUM", "3"),
            ("RESILIENCE_BULKHEAD__SEARCH__WAIT", "3"),
            ("RESILIENCE_RATE_LIMIT__SMS__MAX", "many"),
            ("RESILIENCE_RETRY_BUDGET__MPAS__BURST", "3"),
        ])
        .replace("variable `RESILIENCE_", "\n")
        .trim(),
        "BULKHAED__SEARCH__MAX`: unknown kind `bulkhaed`, did you mean `bulkhead`? expected one of: \
         `circuit_breaker`, `bulkhead`, `rate_limit`, `retry_budget`\n\
         \nBULKHEAD__SEARCH`: a variable names a kind, a policy and a setting: \
         `RESILIENCE_BULKHEAD__<NAME>__<SETTING>`\n\
         \nBULKHEAD__SEARCH__MAXIMUM`: unknown `bulkhead` setting `maximum`, expected one of: `max`, \
         `wait`, `queue`, `enabled`, `optional`\n\
         \nBULKHEAD__SEARCH__WAIT`: `wait` lacks its unit, write `\"3ms\"` or `\"3s\"`; units are `ns`, \
         `us`, `ms`, `s`, `m`, `h`, `d`\n\
         \nRATE_LIMIT__SMS__MAX`: `max` takes a whole number: `max = 100`\n\
         \nRETRY_BUDGET__MPAS__BURST`: no retry budget is named `MPAS`, did you mean `MAPS`? there are \
         `MAPS`; for one that is built later add `RESILIENCE_RETRY_BUDGET__MPAS__OPTIONAL=true`"
    );
}

#[tokio::test]
async fn settings_that_contradict_those_of_a_site_are_refused() {
    let _turn = turn().await;
    assert_eq!(
        refused("[circuit_breaker.ledger]\nwindow = 5"),
        "line 2, column 10: `threshold` must be at most `window`, or it is never met; circuit breaker \
         `ledger` would have threshold = 6, window = 5, cooldown = 30s, probes = 3"
    );
    assert_eq!(
        refused("[circuit_breaker.fraud]\nslow_rate = \"50%\""),
        "line 2, column 13: `slow_rate` needs `slow_call`, how long a call takes that is slow; circuit \
         breaker `fraud` would have threshold = 5, slow_call = 0ns, slow_rate = 50%, window = 100, \
         min_calls = 10, cooldown = 30s, probes = 3"
    );
    config::load_str("[circuit_breaker.ledger]\nwindow = 5\nthreshold = 5").unwrap();
    assert_eq!(threshold(&breaker("ledger")), 5);
    assert_eq!(
        refused_vars([("RESILIENCE_CIRCUIT_BREAKER__LEDGER__THRESHOLD", "9")]),
        "variable `RESILIENCE_CIRCUIT_BREAKER__LEDGER__THRESHOLD`: `threshold` must be at most `window`, \
         or it is never met; circuit breaker `ledger` would have threshold = 9, window = 5, cooldown = \
         30s, probes = 3"
    );
    assert_eq!(
        threshold(&breaker("ledger")),
        5,
        "the running settings stay"
    );
}

#[tokio::test]
async fn policies_that_come_later_are_configured_too() {
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
        let told: Vec<_> = all.iter().map(ToString::to_string).collect();
        !told.iter().any(|it| it.contains("tenant"))
    }));
}

#[tokio::test]
async fn a_late_policy_that_does_not_go_with_it_keeps_its_own_settings_and_is_a_conflict() {
    let _turn = turn().await;
    let heard = Arc::new(StdMutex::new(Vec::new()));
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
        let all = registry::validate().err().unwrap_or_default();
        let all = all
            .into_iter()
            .filter(|it| matches!(it, Conflict::Configuration { .. }));
        all.map(|it| it.to_string()).collect::<Vec<_>>()
    };
    let told = conflicts();
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("circuit breaker `late and narrow` keeps the settings from "));
    assert!(
        told[0].ends_with(
            "for what is configured does not go with them: line 3, column 13: `threshold` must be at most \
             `window`, or it is never met; circuit breaker `late and narrow` would have threshold = 20, \
             window = 10, cooldown = 30s, probes = 3"
        ),
        "{}",
        told[0]
    );
    assert_eq!(*heard.lock().unwrap(), told);
    config::load_str("").unwrap();
    assert_eq!(conflicts(), [""; 0]);
}

#[tokio::test]
async fn what_an_operator_has_adjusted_stays_until_the_configuration_of_the_policy_changes() {
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
async fn sites_are_held_against_sites_whatever_is_configured() {
    let _turn = turn().await;
    config::load_str("bulkhead.default.max = 8").unwrap();
    let conflicts = || {
        let all = registry::validate().err().unwrap_or_default();
        let told = all.iter().map(ToString::to_string);
        told.filter(|it| it.contains("contested")).count()
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
async fn a_policy_that_is_named_default_has_no_section_of_its_own() {
    let _turn = turn().await;
    let budget = RetryBudget::builder("default").burst(3).build();
    assert_eq!(
        refused("[retry_budget.default]\nburst = 2"),
        "line 1, column 15: `default` is for every retry budget, and one is named `default` itself: give it \
         another name"
    );
    drop(budget);
    registry::prune();
    config::load_str("[retry_budget.default]\nburst = 2").unwrap();
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
async fn waiters_are_let_in_by_a_larger_limit() {
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

/// What is told of configurations while this lives.
struct Told {
    lines: Arc<StdMutex<Vec<String>>>,
    _subscription: events::Subscription,
}

impl Told {
    fn listen() -> Self {
        let lines = Arc::new(StdMutex::new(Vec::new()));
        let subscription = events::subscribe({
            let lines = Arc::clone(&lines);
            move |event| {
                let line = match event {
                    Event::ConfigReloaded { .. } => "reloaded".to_owned(),
                    Event::ConfigRefused { errors, .. } => errors.to_string(),
                    _ => return,
                };
                assert!(event.name().ends_with("resilience.toml"));
                lines.lock().unwrap().push(line);
            }
        });
        Self {
            lines,
            _subscription: subscription,
        }
    }

    fn lines(&self) -> StdGuard<'_, Vec<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Long enough for a change to be seen.
async fn looks() {
    tokio::time::sleep(secs(4)).await;
}

#[tokio::test(start_paused = true)]
async fn a_watched_file_is_followed_and_what_is_wrong_keeps_the_running_settings() {
    let _turn = turn().await;
    let told = Told::listen();
    let folder = folder("watch");
    let path = folder.join("resilience.toml");
    let write = |text: &str| fs::write(&path, text).unwrap();
    let rename = |text: &str| {
        fs::write(folder.join("new"), text).unwrap();
        fs::rename(folder.join("new"), &path).unwrap();
    };
    write("bulkhead.search.max = 0");
    assert!(
        config::watch(&path).is_err(),
        "the first time it has to be right"
    );
    write("bulkhead.search.max = 2");
    let watch = config::watch(&path).unwrap();
    assert_eq!(max("search"), 2);
    looks().await;
    assert!(told.lines().is_empty(), "nothing has changed");

    write("bulkhead.search.max = 3");
    looks().await;
    assert_eq!(max("search"), 3);
    rename("bulkhead.search.max = 4");
    looks().await;
    assert_eq!(max("search"), 4);
    assert_eq!(*told.lines(), ["reloaded", "reloaded"]);
    told.lines().clear();

    rename("bulkhead.search.max = 5\nbulkhead.serach.max = 6");
    looks().await;
    looks().await;
    assert_eq!(max("search"), 4);
    assert_eq!(told.lines().len(), 1, "told once");
    let expected = format!("{}:2:10: no bulkhead is named `serach`", path.display());
    assert!(told.lines()[0].starts_with(&expected), "{:?}", told.lines());
    told.lines().clear();

    fs::remove_file(&path).unwrap();
    looks().await;
    assert_eq!((max("search"), told.lines().len()), (4, 1));
    assert!(told.lines()[0].contains("cannot be read"));
    write("bulkhead.search.max = 7");
    looks().await;
    assert_eq!(max("search"), 7);

    drop(watch);
    write("bulkhead.search.max = 8");
    looks().await;
    assert_eq!(max("search"), 7, "followed no further");
}

#[tokio::test(start_paused = true)]
async fn half_a_file_is_not_put_in_force() {
    let _turn = turn().await;
    let path = folder("half").join("resilience.toml");
    fs::write(&path, "bulkhead.search.max = 2").unwrap();
    let _watch = config::watch(&path).unwrap();
    let told = Told::listen();
    tokio::time::sleep(secs(1) / 2).await;
    fs::write(&path, "").unwrap();
    tokio::time::sleep(secs(1)).await;
    assert_eq!(max("search"), 2, "seen once");
    fs::write(&path, "bulkhead.search.max = 3").unwrap();
    tokio::time::sleep(secs(1)).await;
    assert_eq!(max("search"), 2, "seen once, and another");
    tokio::time::sleep(secs(1)).await;
    assert_eq!(max("search"), 3);
    assert_eq!(*told.lines(), ["reloaded"]);
}

/// As Kubernetes mounts a `ConfigMap`: the file is a link through `..data`, which is swapped.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_swap_of_symbolic_links_is_followed() {
    use std::os::unix::fs::symlink;

    let _turn = turn().await;
    let folder = folder("links");
    let mount = |version: &str, max: u32| {
        fs::create_dir(folder.join(version)).unwrap();
        let text = format!("bulkhead.search.max = {max}");
        fs::write(folder.join(version).join("resilience.toml"), text).unwrap();
        symlink(version, folder.join("..data_tmp")).unwrap();
        fs::rename(folder.join("..data_tmp"), folder.join("..data")).unwrap();
    };
    mount("..2026_01", 2);
    let path = folder.join("resilience.toml");
    symlink("..data/resilience.toml", &path).unwrap();
    let _watch = config::watch(&path).unwrap();
    assert_eq!(max("search"), 2);
    mount("..2026_02", 3);
    fs::remove_dir_all(folder.join("..2026_01")).unwrap();
    looks().await;
    assert_eq!(max("search"), 3);
}

#[tokio::test]
async fn the_other_functions_still_answer() {
    let _turn = turn().await;
    assert_eq!((ledger().await, unnamed().await), (Ok(()), Ok(())));
}

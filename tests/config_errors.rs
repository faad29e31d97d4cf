//! `resilience::config`: invalid settings and their error messages.
#![cfg(feature = "config")]

mod common;

use std::fs;

use common::Error;
use common::config::{breaker, folder, max, threshold, turn};
use resilience::{
    Bulkhead, RetryBudget, bulkhead, circuit_breaker, config, rate_limit, registry, retry,
};

fn error_of(text: &str) -> String {
    config::load_str(text).expect_err("it is wrong").to_string()
}

fn error_of_vars<const N: usize>(variables: [(&str, &str); N]) -> String {
    let result = config::load_vars(variables);
    result.expect_err("they are wrong").to_string()
}

#[circuit_breaker(name = "fraud", threshold = 5, cooldown = 30s)]
#[bulkhead(name = "search", max = 1)]
#[rate_limit(name = "sms", max = 1, per = 1h)]
#[retry(budget = "maps")]
async fn fraud() -> Result<(), Error> {
    Ok(())
}

#[circuit_breaker(name = "ledger", threshold = 6, window = 8)]
async fn ledger() -> Result<(), Error> {
    Ok(())
}

/// A configuration with every possible error.
const WRONG: &str = r#"[circuit_breaker.fraud]
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

#[tokio::test]
async fn all_errors_are_reported_together_with_their_location() {
    let _turn = turn().await;
    let path = folder("wrong").join("resilience.toml");
    fs::write(&path, WRONG).unwrap();
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
        "20:2: `retry` cannot be configured, because a retry has no name; configure its budget with \
         `[retry_budget.<name>]`, expected one of: `circuit_breaker`, `bulkhead`, `rate_limit`, `retry_budget`",
        "23:2: `timeout` cannot be configured, because a timeout has no name, expected one of: \
         `circuit_breaker`, `bulkhead`, `rate_limit`, `retry_budget`",
        "27:1: `burst` is not a section; a setting must be in one: `[retry_budget.default]` for every policy, \
         `[retry_budget.<name>]` for one",
        "30:9: `ratio` takes a percentage: `ratio = \"10%\"`",
        "31:15: `min_per_sec` must be from 0 to 1000000 retries per second",
        "32:11: `enabled` takes true or false: `enabled = false`",
        "33:10: `window` takes a duration: `window = \"60s\"`",
        "35:20: `orders` is a section within a section; quote a name that has a dot: \
         `[retry_budget.\"shop.orders\"]`",
    ];
    let told = errors.to_string();
    let told: Vec<_> = told.lines().collect();
    // The list of names depends on which tests have run.
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
async fn invalid_toml_and_a_missing_file_are_reported() {
    let _turn = turn().await;
    assert_eq!(
        error_of("[bulkhead.search]\nmax = 3\nmax = 4\n"),
        "line 3, column 1: not valid TOML: duplicate key"
    );
    let missing = folder("missing").join("resilience.toml");
    let told = config::load(&missing).unwrap_err().to_string();
    let expected = format!("{}: cannot be read: ", missing.display());
    assert!(told.starts_with(&expected), "{told}");
}

#[tokio::test]
async fn an_invalid_variable_is_reported_by_name() {
    let _turn = turn().await;
    assert_eq!(
        error_of_vars([
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
         \nBULKHEAD__SEARCH`: expected a kind, a policy and a setting: \
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
async fn settings_that_contradict_declared_ones_are_rejected() {
    let _turn = turn().await;
    assert_eq!(
        error_of("[circuit_breaker.ledger]\nwindow = 5"),
        "line 2, column 10: `threshold` must be at most `window`, or it is never met; circuit breaker \
         `ledger` would have threshold = 6, window = 5, cooldown = 30s, probes = 3"
    );
    assert_eq!(
        error_of("[circuit_breaker.fraud]\nslow_rate = \"50%\""),
        "line 2, column 13: `slow_rate` needs `slow_call`, how long a call takes that is slow; circuit \
         breaker `fraud` would have threshold = 5, slow_rate = 50%, window = 100, \
         min_calls = 10, cooldown = 30s, probes = 3"
    );
    config::load_str("[circuit_breaker.ledger]\nwindow = 5\nthreshold = 5").unwrap();
    assert_eq!(threshold(&breaker("ledger")), 5);
    assert_eq!(
        error_of_vars([("RESILIENCE_CIRCUIT_BREAKER__LEDGER__THRESHOLD", "9")]),
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
async fn a_policy_named_default_has_no_section_of_its_own() {
    let _turn = turn().await;
    let budget = RetryBudget::builder("default").burst(3).build();
    assert_eq!(
        error_of("[retry_budget.default]\nburst = 2"),
        "line 1, column 15: `default` applies to every retry budget, but one is named `default` as well: \
         rename that one"
    );
    drop(budget);
    registry::prune();
    config::load_str("[retry_budget.default]\nburst = 2").unwrap();
}

#[tokio::test]
async fn a_variable_that_matches_two_policies_is_rejected() {
    let _turn = turn().await;
    let _one = Bulkhead::builder("shop::orders-eu").max(1).build();
    let _other = Bulkhead::builder("shop::orders_eu").max(1).build();
    assert_eq!(
        error_of_vars([("RESILIENCE_BULKHEAD__SHOP__ORDERS_EU__MAX", "5")]),
        "variable `RESILIENCE_BULKHEAD__SHOP__ORDERS_EU__MAX`: `SHOP__ORDERS_EU` matches both the \
         bulkhead `shop::orders-eu` and `shop::orders_eu`: use a file instead"
    );
}

#[tokio::test]
async fn the_functions_still_work() {
    let _turn = turn().await;
    assert_eq!((fraud().await, ledger().await), (Ok(()), Ok(())));
}

//! What `observability/` says, held against the metrics that there are.
#![cfg(feature = "metrics")]
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

use std::collections::BTreeSet;
use std::path::Path;

use promql_parser::label::Matchers;
use promql_parser::parser::{self, Expr, LabelModifier};
use resilience::metrics::{Kind, METRICS, Metric};

/// Labels that are not ours: Prometheus gives the first two, a histogram's buckets the third.
const FOREIGN: [&str; 3] = ["job", "instance", "le"];

fn shipped(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../observability");
    std::fs::read_to_string(folder.join(file)).unwrap()
}

/// Every expression of the dashboard, with what Grafana puts in filled in.
fn of_dashboard() -> Vec<String> {
    let dashboard: serde_json::Value = serde_json::from_str(&shipped("grafana.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels
        .iter()
        .filter_map(|panel| panel["targets"].as_array());
    let exprs = targets
        .flatten()
        .map(|target| target["expr"].as_str().unwrap());
    let filled = exprs.map(|expr| expr.replace("$__rate_interval", "5m"));
    filled.collect()
}

fn of_alerts() -> Vec<String> {
    let alerts: serde_yaml_ng::Value = serde_yaml_ng::from_str(&shipped("alerts.yaml")).unwrap();
    let groups = alerts["groups"].as_sequence().unwrap();
    let rules = groups
        .iter()
        .flat_map(|group| group["rules"].as_sequence().unwrap());
    rules
        .map(|rule| rule["expr"].as_str().unwrap().to_owned())
        .collect()
}

/// The metric that a selector names, and what it may ask of it.
fn metric(name: &str) -> (&'static Metric, bool) {
    let exact = METRICS.iter().find(|metric| metric.name == name);
    if let Some(metric) = exact.filter(|metric| metric.kind != Kind::Histogram) {
        return (metric, false);
    }
    let parts = ["_bucket", "_sum", "_count"];
    let part = |metric: &&Metric| {
        let part = name.strip_prefix(metric.name);
        metric.kind == Kind::Histogram && part.is_some_and(|part| parts.contains(&part))
    };
    match METRICS.iter().find(part) {
        Some(metric) => (metric, name.ends_with("_bucket")),
        None => panic!("there is no metric `{name}`"),
    }
}

fn check_selector(name: Option<&str>, matchers: &Matchers) {
    let name = name.expect("every selector names its metric");
    let (metric, _) = metric(name);
    assert!(matchers.or_matchers.is_empty());
    for matcher in &matchers.matchers {
        let label = matcher.name.as_str();
        assert!(
            metric.labels.contains(&label) || FOREIGN.contains(&label),
            "`{name}` has no label `{label}`"
        );
        check_values(metric, label, &matcher.value);
    }
}

/// Values of labels that the docs of the metric list: a misspelt one matches nothing, for ever.
fn check_values(metric: &Metric, label: &str, values: &str) {
    if label == "name" || FOREIGN.contains(&label) {
        return;
    }
    let docs = include_str!("../../../../resilience-runtime/src/catalog/metrics/mod.rs");
    let row = docs
        .lines()
        .find(|line| line.contains(&format!("`{}`", metric.name)));
    for value in values.split('|') {
        assert!(
            row.is_some_and(|row| row.contains(&format!("`{value}`"))),
            "`{}` has no `{label}` that is `{value}`",
            metric.name
        );
    }
}

/// Every metric that is selected somewhere in `expr`; its selectors are checked on the way.
fn check(expr: &Expr, found: &mut BTreeSet<String>) {
    match expr {
        Expr::VectorSelector(selector) => {
            check_selector(selector.name.as_deref(), &selector.matchers);
            found.extend(selector.name.clone());
        }
        Expr::MatrixSelector(selector) => {
            check_selector(selector.vs.name.as_deref(), &selector.vs.matchers);
            found.extend(selector.vs.name.clone());
        }
        Expr::Aggregate(aggregate) => {
            let mut inner = BTreeSet::new();
            check(&aggregate.expr, &mut inner);
            if let Some(LabelModifier::Include(labels)) = &aggregate.modifier {
                for label in &labels.labels {
                    let known = |name: &String| {
                        let (metric, is_bucket) = metric(name);
                        metric.labels.contains(&label.as_str())
                            || (FOREIGN.contains(&label.as_str()) && (label != "le" || is_bucket))
                    };
                    assert!(inner.iter().all(known), "no label `{label}` in {inner:?}");
                }
            }
            found.extend(inner);
        }
        Expr::Binary(binary) => {
            check(&binary.lhs, found);
            check(&binary.rhs, found);
        }
        Expr::Paren(paren) => check(&paren.expr, found),
        Expr::Unary(unary) => check(&unary.expr, found),
        Expr::Subquery(subquery) => check(&subquery.expr, found),
        Expr::Call(call) => call.args.args.iter().for_each(|arg| check(arg, found)),
        Expr::NumberLiteral(_) | Expr::StringLiteral(_) => {}
        Expr::Extension(_) => panic!("an expression of another language"),
    }
}

fn found(exprs: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for expr in exprs {
        let parsed = parser::parse(expr).unwrap_or_else(|error| panic!("{expr}: {error}"));
        check(&parsed, &mut found);
    }
    found
}

#[test]
fn the_dashboard_shows_every_metric_and_none_that_is_not() {
    let found = found(&of_dashboard());
    for Metric { name, .. } in METRICS {
        let shown = found.iter().any(|it| it.starts_with(name));
        assert!(shown, "`{name}` is on no panel");
    }
}

#[test]
fn the_panels_of_the_dashboard_do_not_overlap() {
    let dashboard: serde_json::Value = serde_json::from_str(&shipped("grafana.json")).unwrap();
    let mut taken = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for panel in dashboard["panels"].as_array().unwrap() {
        assert!(ids.insert(panel["id"].as_u64().unwrap()));
        let at = |side: &str| panel["gridPos"][side].as_u64().unwrap();
        assert!(at("x") + at("w") <= 24);
        for x in at("x")..at("x") + at("w") {
            for y in at("y")..at("y") + at("h") {
                assert!(taken.insert((x, y)), "{}", panel["title"]);
            }
        }
    }
}

#[test]
fn the_alerts_name_what_there_is_and_say_what_it_means() {
    assert!(found(&of_alerts()).len() >= 8);
    let alerts: serde_yaml_ng::Value = serde_yaml_ng::from_str(&shipped("alerts.yaml")).unwrap();
    let mut names = BTreeSet::new();
    for rule in alerts["groups"][0]["rules"].as_sequence().unwrap() {
        let name = rule["alert"].as_str().unwrap();
        assert!(names.insert(name), "{name} is there twice");
        for text in ["summary", "description"] {
            assert!(
                rule["annotations"][text].is_string(),
                "{name} has no {text}"
            );
        }
        assert!(rule["labels"]["severity"].is_string(), "{name}");
    }
}

#[test]
fn a_misspelt_name_label_or_value_is_found() {
    for wrong in [
        "resilience_circuit_breaker_stat",
        "resilience_retry_attempts",
        r#"resilience_bulkhead_max{kind="open"}"#,
        r#"resilience_circuit_breaker_state{state="opened"}"#,
        "sum by (outcome) (resilience_bulkhead_max)",
        "sum by (le) (rate(resilience_retry_attempts_sum[5m]))",
    ] {
        let wrong = [wrong.to_owned()];
        assert!(
            std::panic::catch_unwind(|| found(&wrong)).is_err(),
            "{wrong:?}"
        );
    }
}

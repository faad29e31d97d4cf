//! What a Prometheus server gets from a service.
#![cfg(feature = "metrics")]
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use resilience::metrics::{self, Kind, METRICS};
use resilience::{CircuitBreaker, RetryBudget, registry};
use resilience_test_observability::{close, order};

/// What one scrape brought: the value of each series.
struct Scrape {
    text: String,
    series: BTreeMap<String, f64>,
}

impl Scrape {
    async fn of(address: SocketAddr) -> Self {
        let url = format!("http://{address}/metrics");
        let text = reqwest::get(url).await.unwrap().text().await.unwrap();
        let lines = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let series = lines.map(|line| {
            let (series, value) = line.rsplit_once(' ').unwrap();
            (series.to_owned(), value.parse().unwrap())
        });
        let series = series.collect();
        Self { text, series }
    }

    /// The value of a series, written as the exporter writes it.
    #[track_caller]
    fn value(&self, series: &str) -> f64 {
        let found = self.series.get(series);
        *found.unwrap_or_else(|| panic!("no series {series} in\n{}", self.text))
    }

    #[track_caller]
    fn expect(&self, expected: &[(&str, f64)]) {
        for (series, value) in expected {
            let told = self.value(series);
            assert!((told - value).abs() < 1e-9, "{series}: {told}, not {value}");
        }
    }

    /// Whether the metric has a series with these labels and that name.
    fn has(&self, metric: &str, labels: &[&str], name: &str) -> bool {
        self.series.keys().any(|series| {
            let Some((found, rest)) = series.split_once('{') else {
                return series == metric && labels.is_empty();
            };
            found == metric
                && labels
                    .iter()
                    .all(|label| rest.contains(&format!("{label}=\"")))
                && rest.contains(&format!("name=\"{name}\""))
        })
    }
}

/// Serves the metrics on a free port.
fn serve() -> SocketAddr {
    for _ in 0..20 {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let builder = PrometheusBuilder::new()
            .with_http_listener(address)
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), metrics::SECONDS)
            .unwrap()
            .set_buckets_for_metric(Matcher::Suffix("_attempts".into()), metrics::ATTEMPTS)
            .unwrap();
        if builder.install().is_ok() {
            return address;
        }
    }
    panic!("no port is free");
}

/// The one test of this process: it has one recorder.
#[tokio::test]
async fn every_series_is_there_before_the_first_call_and_right_after_it() {
    metrics::refresh(); // Before `install` it does nothing.
    let address = serve();
    metrics::install();

    before_the_first_call(address).await;
    calls_are_counted_each_in_its_series(address).await;
    a_state_is_told_at_once(address).await;
    policies_built_later_have_theirs(address).await;
    a_task_keeps_them_up_to_date(address).await;
}

async fn before_the_first_call(address: SocketAddr) {
    let scrape = Scrape::of(address).await;
    let of_functions = [
        "resilience_retries_total",
        "resilience_retry_ends_total",
        "resilience_retry_attempts",
        "resilience_fallbacks_total",
    ];
    for metric in METRICS {
        let name = match metric.kind {
            Kind::Histogram => format!("{}_bucket", metric.name),
            _ => metric.name.to_owned(),
        };
        let of = if of_functions.contains(&metric.name) {
            "resilience_test_observability::never_called"
        } else {
            "quiet"
        };
        let there = scrape.has(&name, metric.labels, of);
        assert!(there, "{name} of {of} in\n{}", scrape.text);
        let kind = format!("{:?}", metric.kind).to_lowercase();
        let lines = [
            format!("# TYPE {} {kind}\n", metric.name),
            format!("# HELP {} {}\n", metric.name, metric.help),
        ];
        for line in lines {
            assert!(scrape.text.contains(&line), "{line} in\n{}", scrape.text);
        }
    }
    scrape.expect(&[
        (
            r#"resilience_circuit_breaker_state{name="quiet",state="closed"}"#,
            1.0,
        ),
        (
            r#"resilience_circuit_breaker_state{name="quiet",state="open"}"#,
            0.0,
        ),
        (
            r#"resilience_circuit_breaker_state{name="quiet",state="half_open"}"#,
            0.0,
        ),
        (
            r#"resilience_circuit_breaker_calls_total{name="quiet",outcome="success"}"#,
            0.0,
        ),
        (
            r#"resilience_rejections_total{name="quiet",kind="circuit_open"}"#,
            0.0,
        ),
        (
            r#"resilience_rejections_total{name="quiet",kind="bulkhead_full"}"#,
            0.0,
        ),
        (
            r#"resilience_rejections_total{name="quiet",kind="rate_limited"}"#,
            0.0,
        ),
        (r#"resilience_bulkhead_max{name="quiet"}"#, 7.0),
        (r#"resilience_rate_limiter_burst{name="quiet"}"#, 9.0),
        (r#"resilience_rate_limiter_available{name="quiet"}"#, 9.0),
        (r#"resilience_retry_budget_balance{name="quiet"}"#, 5.0),
        ("resilience_conflicts", 0.0),
        (
            r#"resilience_rejections_total{name="resilience_test_observability::never_called",kind="timed_out"}"#,
            0.0,
        ),
    ]);
}

async fn calls_are_counted_each_in_its_series(address: SocketAddr) {
    let quick = Duration::from_millis(1);
    for _ in 0..5 {
        assert_eq!(order((quick, true)).await.unwrap(), 1);
    }
    // Three calls for a bulkhead with two slots: the third is rejected.
    let three = tokio::join!(
        order((quick, true)),
        order((quick, true)),
        order((quick, true))
    );
    assert_eq!(three.0.unwrap() + three.1.unwrap() + three.2.unwrap(), 2);
    // The budget has one retry; then calls are given up at once. The third failure opens the breaker.
    assert_eq!(order((quick, false)).await.unwrap(), 0);
    assert_eq!(order((Duration::from_secs(9), true)).await.unwrap(), 0);
    assert_eq!(order((quick, false)).await.unwrap(), 0);
    assert_eq!(order((quick, true)).await.unwrap(), 0);

    metrics::refresh();
    let function = "resilience_test_observability::order";
    let scrape = Scrape::of(address).await;
    let of = |metric: &str, labels: &str| format!("{metric}{{name=\"{function}\"{labels}}}");
    scrape.expect(&[
        (r#"resilience_circuit_breaker_calls_total{name="shop",outcome="success"}"#, 7.0),
        (r#"resilience_circuit_breaker_calls_total{name="shop",outcome="failure"}"#, 3.0),
        (r#"resilience_circuit_breaker_calls_total{name="shop",outcome="ignored"}"#, 1.0),
        (r#"resilience_circuit_breaker_opened_total{name="shop"}"#, 1.0),
        (r#"resilience_circuit_breaker_state{name="shop",state="open"}"#, 1.0),
        (r#"resilience_circuit_breaker_state{name="shop",state="closed"}"#, 0.0),
        (
            r#"resilience_circuit_breaker_call_duration_seconds_count{name="shop",outcome="success"}"#,
            7.0,
        ),
        (
            r#"resilience_circuit_breaker_call_duration_seconds_bucket{name="shop",outcome="failure",le="60"}"#,
            3.0,
        ),
        (
            r#"resilience_circuit_breaker_call_duration_seconds_bucket{name="shop",outcome="failure",le="0.001"}"#,
            0.0,
        ),
        (r#"resilience_bulkhead_calls_total{name="shop"}"#, 10.0),
        (r#"resilience_bulkhead_in_flight{name="shop"}"#, 0.0),
        (r#"resilience_bulkhead_call_duration_seconds_count{name="shop"}"#, 10.0),
        (r#"resilience_bulkhead_wait_duration_seconds_count{name="shop"}"#, 10.0),
        (r#"resilience_rate_limiter_calls_total{name="shop"}"#, 10.0),
        (r#"resilience_rate_limiter_wait_duration_seconds_count{name="shop"}"#, 10.0),
        (r#"resilience_retry_budget_retries_total{name="shop",result="granted"}"#, 1.0),
        (r#"resilience_retry_budget_retries_total{name="shop",result="refused"}"#, 2.0),
        (r#"resilience_retry_budget_retries_total{name="shop",result="refunded"}"#, 0.0),
        (r#"resilience_retry_budget_balance{name="shop"}"#, 0.0),
        (r#"resilience_rejections_total{name="shop",kind="circuit_open"}"#, 1.0),
        (r#"resilience_rejections_total{name="shop",kind="bulkhead_full"}"#, 1.0),
        (r#"resilience_rejections_total{name="shop",kind="rate_limited"}"#, 0.0),
        (&of("resilience_rejections_total", ",kind=\"timed_out\""), 1.0),
        (&of("resilience_retries_total", ""), 1.0),
        (&of("resilience_retry_ends_total", ",result=\"retries_spent\""), 1.0),
        (&of("resilience_retry_ends_total", ",result=\"budget_refused\""), 2.0),
        (&of("resilience_retry_ends_total", ",result=\"success\""), 0.0),
        (&of("resilience_retry_attempts_count", ""), 3.0),
        (&of("resilience_retry_attempts_sum", ""), 4.0),
        (&of("resilience_fallbacks_total", ",cause=\"error\""), 2.0),
        (&of("resilience_fallbacks_total", ",cause=\"timed_out\""), 1.0),
        (&of("resilience_fallbacks_total", ",cause=\"bulkhead_full\""), 1.0),
        (&of("resilience_fallbacks_total", ",cause=\"circuit_open\""), 1.0),
        (&of("resilience_fallbacks_total", ",cause=\"rate_limited\""), 0.0),
    ]);
    let sum =
        r#"resilience_circuit_breaker_call_duration_seconds_sum{name="shop",outcome="failure"}"#;
    let told = scrape.value(sum);
    assert!(
        (0.05..30.0).contains(&told),
        "the timeout's 50 ms are in it: {told}"
    );
}

async fn a_state_is_told_at_once(address: SocketAddr) {
    close();
    Scrape::of(address).await.expect(&[
        (
            r#"resilience_circuit_breaker_state{name="shop",state="closed"}"#,
            1.0,
        ),
        (
            r#"resilience_circuit_breaker_state{name="shop",state="open"}"#,
            0.0,
        ),
    ]);
}

async fn policies_built_later_have_theirs(address: SocketAddr) {
    let late = CircuitBreaker::builder("tenant").build();
    late.acquire().unwrap().settle(false);
    drop(late);
    registry::prune();
    let again = CircuitBreaker::builder("tenant").build();
    again.acquire().unwrap().settle(false);
    again.acquire().unwrap().settle(false);
    // Paid back, a retry was granted all the same: a counter cannot take back.
    let budget = RetryBudget::builder("tenant").build();
    drop(budget.withdraw());
    RetryBudget::builder("tenant").burst(3).build();
    let _second = RetryBudget::builder("tenant").burst(4).build();
    metrics::install(); // A second time it does what `refresh` does.
    Scrape::of(address).await.expect(&[
        (r#"resilience_circuit_breaker_calls_total{name="tenant",outcome="success"}"#, 3.0),
        (
            r#"resilience_circuit_breaker_call_duration_seconds_count{name="tenant",outcome="success"}"#,
            3.0,
        ),
        (r#"resilience_retry_budget_retries_total{name="tenant",result="granted"}"#, 1.0),
        (r#"resilience_retry_budget_retries_total{name="tenant",result="refunded"}"#, 1.0),
        ("resilience_conflicts", 1.0),
    ]);
    drop(again);
    registry::prune();
    Scrape::of(address).await.expect(&[
        (
            r#"resilience_circuit_breaker_state{name="tenant",state="closed"}"#,
            0.0,
        ),
        (
            r#"resilience_circuit_breaker_calls_total{name="tenant",outcome="success"}"#,
            3.0,
        ),
    ]);
}

async fn a_task_keeps_them_up_to_date(address: SocketAddr) {
    let task = tokio::spawn(metrics::refresh_every(Duration::from_millis(5)));
    let bulkhead = registry::bulkhead("quiet").unwrap();
    let _running = bulkhead.acquire().await.unwrap();
    let in_flight = r#"resilience_bulkhead_in_flight{name="quiet"}"#;
    for _ in 0..400 {
        if (Scrape::of(address).await.value(in_flight) - 1.0).abs() < 1e-9 {
            task.abort();
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("two seconds later the place is still not told");
}

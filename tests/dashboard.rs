//! The dashboard over HTTP: responses and access. `tests/crates/dashboard` opens it in a browser.
#![cfg(feature = "dashboard")]
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod common;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use common::{Error, secs};
use reqwest::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS,
};
use reqwest::{Client, Response, StatusCode};
use resilience::dashboard::{self, Dashboard};
use resilience::{
    CircuitBreaker, CircuitState, Percent, bulkhead, circuit_breaker, fallback, registry, retry,
    timeout,
};
use serde_json::{Value, json};

const TOKEN: &str = "a token that is hard to guess";

#[fallback(nothing, on = error)]
#[circuit_breaker(name = "shop", threshold = 100)]
#[bulkhead(name = "shop", max = 7)]
#[retry(max = 1, delay = 1ms, budget(name = "shop-budget", burst = 9))]
#[timeout(20ms)]
async fn order(hangs: bool) -> Result<u32, Error> {
    if hangs {
        tokio::time::sleep(secs(60)).await;
    }
    Ok(1)
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "a fallback has the signature of its function"
)]
fn nothing(_: bool) -> Result<u32, Error> {
    Ok(0)
}

/// A hostile name.
#[circuit_breaker(name = "<script>alert(1)</script>")]
async fn never_called() -> Result<(), Error> {
    Ok(())
}

/// A function without named policies.
#[retry(max = 2, delay = 1ms)]
async fn unnamed() -> Result<(), std::io::Error> {
    Err(std::io::Error::other("the <b>disk</b> is full"))
}

/// Serves on a free loopback port until the test ends.
async fn serve(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, router).into_future());
    address
}

async fn get(address: SocketAddr, path: &str) -> Response {
    let url = format!("http://{address}{path}");
    reqwest::get(url).await.unwrap()
}

/// The event stream of one page.
struct Page {
    response: Response,
    read: String,
}

impl Page {
    async fn open(address: SocketAddr, path: &str) -> Self {
        let response = get(address, path).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let read = String::new();
        Self { response, read }
    }

    /// The next frame. One arrives each second; allow a slow machine more.
    async fn frame(&mut self) -> Value {
        let frame = tokio::time::timeout(secs(5), async {
            loop {
                if let Some((event, rest)) = self.read.split_once("\n\n") {
                    let frame = event.strip_prefix("data: ").unwrap();
                    let frame = serde_json::from_str(frame).unwrap();
                    self.read = String::from(rest);
                    return frame;
                }
                let chunk = self.response.chunk().await.unwrap().unwrap();
                self.read.push_str(std::str::from_utf8(&chunk).unwrap());
            }
        });
        frame.await.expect("a frame each second")
    }

    /// Waits until the tile of that name satisfies `is`.
    async fn tile(&mut self, name: &str, is: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..10 {
            let frame = self.frame().await;
            let tile = tile(&frame, name);
            if is(&tile) {
                return tile;
            }
        }
        panic!("ten frames later `{name}` is not as it should be");
    }
}

fn tile(frame: &Value, name: &str) -> Value {
    let tiles = frame["tiles"].as_array().unwrap();
    let tile = tiles.iter().find(|tile| tile["name"] == name);
    tile.unwrap_or_else(|| panic!("no tile `{name}`")).clone()
}

fn counter(tile: &Value, label: &str) -> Value {
    let counters = tile["counters"].as_array().unwrap();
    let found = counters.iter().find(|it| it["label"] == label);
    found.unwrap_or_else(|| panic!("no counter {label}"))["count"].clone()
}

#[tokio::test]
async fn the_page_loads_nothing_from_other_hosts() {
    let address = serve(Dashboard::new().router()).await;
    for path in ["/", "/dashboard.css", "/dashboard.js", "/icon.svg"] {
        let response = get(address, path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let headers = response.headers();
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[CACHE_CONTROL], "no-store");
        let text = response.text().await.unwrap();
        let own = text.replace("http://www.w3.org/2000/svg", "");
        assert!(!own.contains("//") || path == "/dashboard.js", "{path}");
        assert!(!own.contains("http:") && !own.contains("https:"), "{path}");
        assert!(
            !own.contains("innerHTML") && !own.contains(" style="),
            "{path}"
        );
    }
    let missing = get(address, "/nothing").await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert!(missing.json::<Value>().await.unwrap()["error"].is_string());
}

#[tokio::test]
async fn it_can_be_nested_under_any_prefix() {
    for (prefix, base) in [("/ops/live", "./live/"), ("/ops/live/", "./")] {
        let app = Router::new().nest(prefix, Dashboard::new().router());
        let address = serve(app).await;
        let page = get(address, prefix).await;
        assert_eq!(page.status(), StatusCode::OK, "{prefix}");
        let page = page.text().await.unwrap();
        assert!(page.contains(&format!("<base href=\"{base}\">")), "{page}");
        assert!(page.contains("src=\"dashboard.js\""));
        for path in ["/dashboard.js", "/dashboard.css", "/snapshot", "/health"] {
            let answer = get(address, &format!("/ops/live{path}")).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
        }
        let missing = get(address, "/ops/live/nothing").await;
        assert_eq!(missing.status(), StatusCode::NOT_FOUND);
        Page::open(address, "/ops/live/events").await.frame().await;
    }
}

#[tokio::test]
async fn a_foreign_host_is_rejected_on_every_path() {
    let dashboard = Dashboard::new()
        .allowed_hosts(["ops.example", "other.example:8443"])
        .unwrap();
    let address = serve(dashboard.router()).await;
    let asked = |path: &'static str, host: &'static str| async move {
        let request = Client::new().get(format!("http://{address}{path}"));
        request.header(HOST, host).send().await.unwrap().status()
    };
    for path in [
        "/",
        "/events",
        "/snapshot",
        "/health",
        "/dashboard.js",
        "/no",
    ] {
        assert_eq!(asked(path, "evil.example").await, StatusCode::FORBIDDEN);
    }
    for host in [
        "127.0.0.1.evil.example",
        "localhost.",
        "user@localhost",
        "0.0.0.0",
        "other.example",
        "other.example:80",
        "[::2]",
        "",
    ] {
        assert_eq!(
            asked("/health", host).await,
            StatusCode::FORBIDDEN,
            "{host}"
        );
    }
    for host in [
        "localhost",
        "LOCALHOST:1",
        "127.0.0.1:80",
        "[::1]:9090",
        "ops.example",
        "ops.example:81",
        "other.example:8443",
    ] {
        assert_eq!(asked("/health", host).await, StatusCode::OK, "{host}");
    }
    assert!(Dashboard::new().allowed_hosts(["http://x/"]).is_err());
}

#[tokio::test]
async fn a_foreign_origin_is_rejected_even_with_the_token() {
    let breaker = CircuitBreaker::builder("origin").build();
    let dashboard = Dashboard::new().control(TOKEN).unwrap();
    let address = serve(dashboard.router()).await;
    let ordered = |origin: String| async move {
        let order = json!({"breaker": "origin", "action": "force_open"});
        let request = Client::new().post(format!("http://{address}/control"));
        let request = request.bearer_auth(TOKEN).header(ORIGIN, origin);
        request.json(&order).send().await.unwrap().status()
    };
    let other_port = format!("http://127.0.0.1:{}", address.port() ^ 1);
    for origin in [
        "http://evil.example",
        "null",
        "http://localhost",
        "",
        &other_port,
    ] {
        let refused = ordered(origin.to_owned()).await;
        assert_eq!(refused, StatusCode::FORBIDDEN, "{origin}");
    }
    assert_eq!(breaker.state(), CircuitState::Closed);
    assert_eq!(ordered(format!("http://{address}")).await, StatusCode::OK);
    assert_eq!(breaker.state(), CircuitState::ForcedOpen);
}

#[tokio::test]
async fn control_needs_the_token() {
    let breaker = CircuitBreaker::builder("steered").build();
    let dashboard = Dashboard::new().control(TOKEN).unwrap();
    assert!(!format!("{dashboard:?}").contains(TOKEN));
    let address = serve(dashboard.router()).await;
    let url = format!("http://{address}/control");
    let client = Client::new();
    let order = json!({"breaker": "steered", "action": "force_open"});
    for header in [
        None,
        Some(String::new()),
        Some("Bearer ".to_owned()),
        Some(format!("Bearer {TOKEN}x")),
        Some(format!("Bearer {}", &TOKEN[1..])),
        Some(format!("Basic {TOKEN}")),
        Some(TOKEN.to_owned()),
    ] {
        let mut request = client.post(format!("{url}?token={TOKEN}")).json(&order);
        if let Some(header) = &header {
            request = request.header(AUTHORIZATION, header);
        }
        let refused = request.send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{header:?}");
        assert_eq!(refused.headers()[WWW_AUTHENTICATE], "Bearer");
    }
    assert_eq!(breaker.state(), CircuitState::Closed);

    let ordered = |body: String, kind: &'static str| {
        let request = client.post(&url).bearer_auth(TOKEN);
        let request = request.header("content-type", kind).body(body);
        async move { request.send().await.unwrap() }
    };
    for (action, state) in [
        ("force_open", CircuitState::ForcedOpen),
        ("force_closed", CircuitState::ForcedClosed),
        ("reset", CircuitState::Closed),
    ] {
        let order = json!({"breaker": "steered", "action": action}).to_string();
        let done = ordered(order, "application/json").await;
        assert_eq!(done.status(), StatusCode::OK);
        let done = done.json::<Value>().await.unwrap();
        assert_eq!(
            done,
            json!({"breaker": "steered", "state": state.to_string()})
        );
        assert_eq!(breaker.state(), state);
    }
    let unknown = json!({"breaker": "unknown", "action": "reset"}).to_string();
    let long = json!({"breaker": "x".repeat(5_000), "action": "reset"}).to_string();
    let explode = json!({"breaker": "steered", "action": "explode"}).to_string();
    for (body, kind, status) in [
        (unknown, "application/json", 404),
        (explode, "application/json", 422),
        ("{".to_owned(), "application/json", 400),
        (long, "application/json", 413),
        (order.to_string(), "text/plain", 415),
    ] {
        let refused = ordered(body, kind).await;
        assert_eq!(refused.status().as_u16(), status);
        assert!(refused.json::<Value>().await.unwrap()["error"].is_string());
    }
    assert_eq!(get(address, "/control").await.status().as_u16(), 405);
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[tokio::test]
async fn without_control_the_token_has_no_effect() {
    let breaker = CircuitBreaker::builder("unsteered").build();
    let address = serve(Dashboard::new().router()).await;
    let request = Client::new().post(format!("http://{address}/control"));
    let order = json!({"breaker": "unsteered", "action": "force_open"});
    let refused = request
        .bearer_auth(TOKEN)
        .json(&order)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(breaker.state(), CircuitState::Closed);
    let frame = Page::open(address, "/events").await.frame().await;
    assert_eq!(frame["control"], false);
}

#[tokio::test]
async fn invalid_settings_are_reported() {
    let short = Dashboard::new().control("fifteen letters").unwrap_err();
    assert_eq!(
        short.to_string(),
        "the token for control must have at least 16 characters, and be hard to guess"
    );
    let unknown = Dashboard::new().critical(["shopp"]).unwrap_err();
    let told = unknown.to_string();
    assert!(told.starts_with("no circuit breaker is named `shopp`, there are: `"));
    assert!(told.contains("`shop`"));
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let address = address.parse::<SocketAddr>().unwrap();
        let refused = dashboard::serve(address).await.unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
        assert!(refused.to_string().contains("serve_publicly"));
    }
}

#[tokio::test]
async fn an_open_critical_breaker_degrades_the_health() {
    let critical = CircuitBreaker::builder("critical").build();
    let other = CircuitBreaker::builder("not critical").build();
    let dashboard = Dashboard::new().critical(["critical"]).unwrap();
    let address = serve(dashboard.router()).await;
    let health = || async {
        let answer = get(address, "/health").await;
        (
            answer.status().as_u16(),
            answer.json::<Value>().await.unwrap(),
        )
    };
    let ok = (200, json!({"status": "ok", "open": []}));
    other.force_open();
    assert_eq!(health().await, ok);
    critical.force_open();
    let open = json!([{"name": "critical", "state": "forced_open"}]);
    assert_eq!(
        health().await,
        (503, json!({"status": "degraded", "open": open}))
    );
    critical.force_closed();
    assert_eq!(health().await, ok);
}

#[tokio::test]
async fn the_snapshot_equals_that_of_the_registry() {
    let address = serve(Dashboard::new().router()).await;
    let told = get(address, "/snapshot")
        .await
        .json::<Value>()
        .await
        .unwrap();
    let own = serde_json::to_value(registry::snapshot()).unwrap();
    let keys = |of: &Value| of.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&told), keys(&own));
    let names = |of: &Value| {
        let all = of["circuit_breakers"].as_array().unwrap().iter();
        all.map(|it| it["name"].clone()).collect::<Vec<_>>()
    };
    assert!(names(&told).contains(&json!("shop")));
    assert!(names(&told).contains(&json!("<script>alert(1)</script>")));
}

#[tokio::test]
async fn a_tile_exists_before_the_first_call() {
    let address = serve(Dashboard::new().router()).await;
    let frame = Page::open(address, "/events").await.frame().await;
    let hostile = tile(&frame, "<script>alert(1)</script>");
    assert_eq!(hostile["kinds"], json!(["circuit breaker"]));
    assert_eq!(hostile["state"]["label"], "closed");
    assert_eq!(hostile["trouble"], "none");
    assert_eq!(hostile["latency"], Value::Null);
    assert_eq!(hostile["functions"], json!(["dashboard::never_called"]));
    assert_eq!(counter(&hostile, "succeeded"), 0);
    let _ = never_called().await;
}

#[tokio::test]
async fn a_tile_shows_results_a_second_later() {
    let address = serve(Dashboard::new().critical(["shop"]).unwrap().router()).await;
    let mut page = Page::open(address, "/events").await;
    page.frame().await;
    page.frame().await;
    assert_eq!(order(false).await.unwrap(), 1);
    assert_eq!(order(true).await.unwrap(), 0);
    let began = tokio::time::Instant::now();
    let shop = page.tile("shop", |it| counter(it, "failed") == 1).await;
    assert!(began.elapsed() < Duration::from_millis(2_500));
    assert_eq!(counter(&shop, "succeeded"), 1);
    assert_eq!(counter(&shop, "timed out"), 2, "both attempts");
    assert_eq!(counter(&shop, "retries"), 1);
    assert_eq!(counter(&shop, "fallbacks"), 1);
    assert_eq!(counter(&shop, "refused"), 0);
    let kinds = [
        "circuit breaker",
        "bulkhead",
        "fallback",
        "retry",
        "timeout",
    ];
    assert_eq!(shop["kinds"], json!(kinds));
    assert_eq!(shop["critical"], true);
    assert_eq!(shop["trouble"], "failing");
    assert_eq!(shop["error_share"], 0.5);
    assert_eq!(shop["retries_per_call"], 0.5);
    assert_eq!(shop["limit"], 7);
    assert_eq!(shop["in_flight"], 0);
    assert_eq!(
        shop["budget"],
        json!({"name": "shop-budget", "left": 8, "burst": 9})
    );
    assert!(shop["latency"]["p995"].as_f64().unwrap() >= 0.04);
    assert_eq!(
        shop["last_error"]["text"],
        "`dashboard::order` timed out after 20ms"
    );
    assert!(shop["last_failure"].as_f64().unwrap() < 5.0);
    assert!(shop["rate"].as_f64().unwrap() > 0.0);
    let sum = |of: &Value| -> f64 {
        let values = of.as_array().unwrap().iter();
        values.map(|it| it.as_f64().unwrap()).sum()
    };
    assert!(sum(&shop["sparkline"]["calls"]) > sum(&shop["sparkline"]["errors"]));
    assert!(sum(&shop["sparkline"]["errors"]) > 0.0);
}

#[tokio::test]
async fn a_function_without_a_policy_has_a_tile_with_its_error_texts() {
    let address = serve(Dashboard::new().router()).await;
    let mut page = Page::open(address, "/events").await;
    let path = "dashboard::unnamed";
    let before = tile(&page.frame().await, path);
    assert_eq!(before["kinds"], json!(["retry"]));
    assert_eq!(before["last_error"], Value::Null);
    assert_eq!(before["state"], Value::Null);
    page.frame().await;
    unnamed().await.unwrap_err();
    let after = page.tile(path, |it| counter(it, "retries") == 2).await;
    assert_eq!(after["last_error"]["text"], "the <b>disk</b> is full");
    assert_eq!(counter(&after, "failed"), Value::Null);
}

#[tokio::test]
async fn the_most_severe_tile_comes_first() {
    let breaker = CircuitBreaker::builder("zz in trouble").build();
    let dashboard = Dashboard::new().control(TOKEN).unwrap();
    let address = serve(dashboard.router()).await;
    let mut page = Page::open(address, "/events").await;
    breaker.force_open();
    let tile = page
        .tile(breaker.name(), |it| it["trouble"] == "open")
        .await;
    assert_eq!(tile["state"]["label"], "forced open");
    assert_eq!(tile["state"]["until"], Value::Null);
    let frame = page.frame().await;
    let ranks = [
        "open",
        "half_open",
        "saturated",
        "failing",
        "bypassed",
        "none",
    ];
    let rank = |tile: &Value| {
        ranks
            .iter()
            .position(|rank| tile["trouble"] == *rank)
            .unwrap()
    };
    let tiles: Vec<_> = frame["tiles"]
        .as_array()
        .unwrap()
        .iter()
        .map(rank)
        .collect();
    assert!(tiles.is_sorted(), "{tiles:?}");
    assert_eq!(tiles[0], 0);
}

#[tokio::test]
async fn adjusted_settings_are_shown_next_to_the_configured_ones() {
    let breaker = CircuitBreaker::builder("adjusted").threshold(4).build();
    breaker.adjust(|it| it.failure_rate(Percent::new(20)));
    let address = serve(Dashboard::new().router()).await;
    let frame = Page::open(address, "/events").await.frame().await;
    let settings = &tile(&frame, "adjusted")["settings"][0];
    assert_ne!(settings["configured"], settings["actual"]);
    assert!(settings["actual"].as_str().unwrap().contains("20%"));
}

#[test]
fn a_router_can_be_created_outside_a_runtime() {
    let router = Dashboard::new().router();
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    runtime.block_on(async {
        let address = serve(router).await;
        let mut page = Page::open(address, "/events").await;
        page.frame().await;
        let frame = page.frame().await;
        tile(&frame, "shop");
    });
}

#[tokio::test]
async fn dropping_the_router_ends_the_stream_of_a_page() {
    let dashboard = Dashboard::new().router();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, dashboard).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let server = tokio::spawn(server.into_future());
    let page = Page::open(address, "/events").await;
    stop.send(()).unwrap();
    drop(page);
    let ended = tokio::time::timeout(secs(5), server).await;
    ended
        .expect("a closed page holds nothing up")
        .unwrap()
        .unwrap();
}

//! The same over real HTTP on 127.0.0.1, in some seconds of real time: one process, a hundred calls a
//! second, and a service that fails totally for two.

use std::future::IntoFuture;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use resilience::retry;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tokio::time::interval;

use crate::Error;

const BETWEEN_CALLS: Duration = Duration::from_millis(10);

/// In calls: a second of health, two of failure, one of health.
const CALLS: u32 = 400;
const FAILING: std::ops::Range<u32> = 100..300;

/// Longer than any request here, so that the run ends even if a request hangs.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The counts of one policy.
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    /// Calls while the service failed.
    pub(crate) calls: u32,
    /// Requests that it failed.
    pub(crate) requests: u32,
}

impl Measured {
    pub(crate) fn amplification(&self) -> f64 {
        f64::from(self.requests) / f64::from(self.calls.max(1))
    }
}

#[derive(Clone)]
struct Client {
    http: reqwest::Client,
    url: String,
}

impl Client {
    async fn get(&self) -> Result<(), reqwest::Error> {
        self.http.get(&self.url).send().await?.error_for_status()?;
        Ok(())
    }
}

/// Which function calls.
#[derive(Clone, Copy)]
enum Form {
    Plain,
    Naive,
    Ours,
}

impl Form {
    async fn call(self, client: &Client) -> Result<(), reqwest::Error> {
        match self {
            Self::Plain => client.get().await,
            Self::Naive => naive(client).await,
            Self::Ours => ours(client).await,
        }
    }
}

// A tenth of the story's delay, for an outage of seconds.
#[retry(max = 3, base_delay = 100ms, jitter)]
async fn naive(client: &Client) -> Result<(), reqwest::Error> {
    client.get().await
}

// The name alone: the budget is at its defaults.
#[retry(max = 3, base_delay = 100ms, jitter, budget = "loopback")]
async fn ours(client: &Client) -> Result<(), reqwest::Error> {
    client.get().await
}

#[derive(Default)]
struct Service {
    fails: AtomicBool,
    failed: AtomicU32,
}

async fn answer(State(service): State<Arc<Service>>) -> StatusCode {
    if service.fails.load(Relaxed) {
        service.failed.fetch_add(1, Relaxed);
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    }
}

/// Runs the three at the same time, each against a service of its own.
pub(crate) fn run() -> Result<[Measured; 3], Error> {
    let runtime = Runtime::new()?;
    let measured = runtime.block_on(async {
        tokio::try_join!(
            measure("no retries", Form::Plain),
            measure("naive", Form::Naive),
            measure("ours", Form::Ours),
        )
    });
    // The services are tasks of the runtime, and end with it.
    runtime.shutdown_timeout(Duration::from_secs(1));
    let (plain, naive, ours) = measured?;
    Ok([plain, naive, ours])
}

async fn measure(name: &'static str, form: Form) -> Result<Measured, Error> {
    let service = Arc::new(Service::default());
    let router = Router::new()
        .route("/", get(answer))
        .with_state(Arc::clone(&service));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let client = Client {
        url: format!("http://{}", listener.local_addr()?),
        http: reqwest::Client::builder()
            .timeout(TIMEOUT)
            .no_proxy()
            .build()?,
    };
    tokio::spawn(axum::serve(listener, router).into_future());

    let mut clock = interval(BETWEEN_CALLS);
    let mut calls = JoinSet::new();
    for number in 0..CALLS {
        clock.tick().await;
        service.fails.store(FAILING.contains(&number), Relaxed);
        let client = client.clone();
        calls.spawn(async move { form.call(&client).await });
    }
    calls.join_all().await;
    Ok(Measured {
        name,
        calls: FAILING.end - FAILING.start,
        requests: service.failed.load(Relaxed),
    })
}

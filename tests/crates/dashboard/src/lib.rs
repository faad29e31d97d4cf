//! A shop that asks a warehouse, and has a dashboard.
#![cfg(feature = "dashboard")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use resilience::dashboard::Dashboard;
use resilience::{Rejected, bulkhead, circuit_breaker, retry};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

/// The warehouse, which can be switched off.
#[derive(Debug)]
pub struct Warehouse {
    is_on: Arc<AtomicBool>,
    address: SocketAddr,
}

impl Warehouse {
    /// Opens it on a free port.
    ///
    /// # Errors
    ///
    /// What comes of binding the port.
    pub async fn open() -> std::io::Result<Self> {
        let is_on = Arc::new(AtomicBool::new(true));
        let on = Arc::clone(&is_on);
        let answer = get(move || async move {
            if on.load(Ordering::Relaxed) {
                StatusCode::OK
            } else {
                StatusCode::SERVICE_UNAVAILABLE
            }
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let router = Router::new().route("/stock", answer);
        tokio::spawn(axum::serve(listener, router).into_future());
        Ok(Self { is_on, address })
    }

    /// Switches it on or off.
    pub fn switch(&self, on: bool) {
        self.is_on.store(on, Ordering::Relaxed);
    }

    /// Asks it fifty times a second, for as long as it is polled.
    pub async fn ask_on(&self) {
        let client = reqwest::Client::new();
        let url = format!("http://{}/stock", self.address);
        let mut seconds = tokio::time::interval(Duration::from_millis(20));
        loop {
            seconds.tick().await;
            // What comes of it is on the page.
            let _ = stock(&client, &url).await;
        }
    }
}

/// What a question to the warehouse fails with.
pub type Failed = Box<dyn std::error::Error + Send + Sync>;

/// A question to the warehouse.
///
/// # Errors
///
/// Whatever is wrong with the warehouse, and rejections.
#[circuit_breaker(name = "stock", threshold = 3, cooldown = 1s, probes = 20)]
#[bulkhead(name = "stock", max = 5)]
#[retry(max = 1, delay = 1ms, budget(name = "stock", burst = 5))]
pub async fn stock(client: &reqwest::Client, url: &str) -> Result<(), Failed> {
    client.get(url).send().await?.error_for_status()?;
    Ok(())
}

/// Is never called. Its name checks that the page escapes HTML.
///
/// # Errors
///
/// A rejection.
#[circuit_breaker(name = "<script>alert(1)</script>")]
#[bulkhead(
    name = "a_name_without_an_end_and_without_a_space::which_no_line_of_a_small_screen_can_take",
    max = 1
)]
pub async fn never_called() -> Result<(), Rejected> {
    Ok(())
}

/// The service with the page, until it is dropped. It has a runtime of its own, with which every
/// connection ends.
#[derive(Debug)]
pub struct Shop {
    /// Taken when it closes: within another runtime, none may be dropped and waited for.
    runtime: Option<Runtime>,
    address: SocketAddr,
}

impl Shop {
    /// Opens it on that port; 0 is any.
    ///
    /// # Errors
    ///
    /// What comes of binding the port.
    pub async fn open(port: u16, token: &str) -> Result<Self, Failed> {
        let dashboard = Dashboard::new().critical(["stock"])?.control(token)?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let opened = runtime.spawn(async move {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
            let address = listener.local_addr()?;
            let router = Router::new().nest("/ops/live", dashboard.router());
            tokio::spawn(axum::serve(listener, router).into_future());
            Ok::<_, std::io::Error>(address)
        });
        let opened = opened.await;
        let runtime = Some(runtime);
        let address = opened??;
        Ok(Self { runtime, address })
    }

    /// Where the page is.
    pub fn url(&self) -> String {
        format!("http://{}/ops/live", self.address)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

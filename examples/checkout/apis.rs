//! The three services that the checkout depends on. Two are always well; the fraud API can hang.

use std::future::IntoFuture;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::routing::{post, put};
use axum::{Json, Router};
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::client::FraudResult;
use crate::night::HANG;

/// The normal response time of the fraud API. The other services are faster.
const FRAUD_LATENCY: Duration = Duration::from_millis(20);

pub(crate) struct Apis {
    pub(crate) payment: SocketAddr,
    pub(crate) fraud: SocketAddr,
    pub(crate) inventory: SocketAddr,
    fraud_hangs: Arc<AtomicBool>,
}

impl Apis {
    pub(crate) async fn start() -> io::Result<Self> {
        let fraud_hangs = Arc::new(AtomicBool::new(false));
        // Payments and reservations are put under the order's number, so that a call that is
        // made again, by a retry, does not charge or reserve again.
        let payment = Router::new()
            .route("/payments/{id}", put(|| sleep(FRAUD_LATENCY / 2)))
            .route("/refunds/{id}", put(|| sleep(FRAUD_LATENCY / 2)));
        let fraud = Router::new()
            .route("/checks/{id}", post(check))
            .with_state(Arc::clone(&fraud_hangs));
        let inventory = Router::new().route("/reservations/{id}", put(|| sleep(FRAUD_LATENCY / 4)));
        Ok(Self {
            payment: serve(payment).await?,
            fraud: serve(fraud).await?,
            inventory: serve(inventory).await?,
            fraud_hangs,
        })
    }

    pub(crate) fn let_fraud_hang(&self, hang: bool) {
        self.fraud_hangs.store(hang, Ordering::Relaxed);
    }
}

async fn check(State(hangs): State<Arc<AtomicBool>>) -> Json<FraudResult> {
    let hangs = hangs.load(Ordering::Relaxed);
    sleep(if hangs { HANG } else { FRAUD_LATENCY }).await;
    Json(FraudResult::Clear)
}

/// Serves `router` on a free port of the loopback interface, until the runtime ends.
pub(crate) async fn serve(router: Router) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(axum::serve(listener, router).into_future());
    Ok(address)
}

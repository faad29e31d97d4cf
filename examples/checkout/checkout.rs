//! The checkout service: orders, refunds and balance queries, which share its workers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use tokio::time::sleep;

use crate::client::{Client, FraudResult, Transaction};
use crate::workers::Workers;
use crate::{guarded, plain, quick};

/// Which functions the service calls out with.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Plain,
    Guarded,
    Quick,
}

impl Form {
    pub(crate) const fn breakers(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &[],
            Self::Guarded => &guarded::BREAKERS,
            Self::Quick => &quick::BREAKERS,
        }
    }
}

pub(crate) struct Checkout {
    form: Form,
    client: Client,
    workers: Workers,
    reviews: AtomicU64,
}

impl Checkout {
    pub(crate) fn new(form: Form, client: Client, wait_for_worker: Duration) -> Arc<Self> {
        Arc::new(Self {
            form,
            client,
            workers: Workers::new(wait_for_worker),
            reviews: AtomicU64::new(0),
        })
    }

    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/orders/{id}", post(order))
            .route("/refunds/{id}", post(refund))
            .route("/balance/{id}", get(balance))
            .with_state(self)
    }

    pub(crate) fn workers(&self) -> &Workers {
        &self.workers
    }

    /// How many orders the fallback has approved for a review by hand.
    pub(crate) fn reviews(&self) -> u64 {
        self.reviews.load(Ordering::Relaxed)
    }
}

type Answer<T> = Result<Json<T>, StatusCode>;

async fn order(State(service): State<Arc<Checkout>>, Path(id): Path<u64>) -> Answer<FraudResult> {
    let on_worker = Arc::clone(&service);
    let work = async move {
        let (client, tx) = (&on_worker.client, &Transaction { id, cents: 49_90 });
        let result = match on_worker.form {
            Form::Plain => plain::order(client, tx).await,
            Form::Guarded => guarded::order(client, tx).await,
            Form::Quick => quick::order(client, tx).await,
        }?;
        if result == FraudResult::ReviewByHand {
            on_worker.reviews.fetch_add(1, Ordering::Relaxed);
        }
        Ok(result)
    };
    service.workers.run(work).await.map(Json)
}

async fn refund(State(service): State<Arc<Checkout>>, Path(id): Path<u64>) -> Answer<()> {
    let on_worker = Arc::clone(&service);
    let work = async move {
        let (client, tx) = (&on_worker.client, &Transaction { id, cents: 49_90 });
        match on_worker.form {
            Form::Plain => plain::refund(client, tx).await,
            Form::Guarded => guarded::refund(client, tx).await,
            Form::Quick => quick::refund(client, tx).await,
        }
    };
    service.workers.run(work).await.map(Json)
}

/// Returns a balance from the service's own records. It calls no other service but needs a worker.
async fn balance(State(service): State<Arc<Checkout>>, Path(id): Path<u64>) -> Answer<u64> {
    let work = async move {
        sleep(Duration::from_millis(2)).await;
        Ok(id)
    };
    service.workers.run(work).await.map(Json)
}

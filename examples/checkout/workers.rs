//! The workers of the checkout service: a request of any kind holds one for as long as it is worked on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::client::CallError;
use crate::night::WORKERS;

pub(crate) struct Workers {
    free: Arc<Semaphore>,
    /// How long a request waits for a free worker.
    wait: Duration,
    most_busy: AtomicUsize,
}

impl Workers {
    pub(crate) fn new(wait: Duration) -> Self {
        Self {
            free: Arc::new(Semaphore::new(WORKERS)),
            wait,
            most_busy: AtomicUsize::new(0),
        }
    }

    pub(crate) fn busy(&self) -> usize {
        WORKERS - self.free.available_permits()
    }

    pub(crate) fn most_busy(&self) -> usize {
        self.most_busy.load(Ordering::Relaxed)
    }

    /// Has a worker do `work`, or answers 503 when none becomes free in time.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, CallError>> + Send + 'static,
    ) -> Result<T, StatusCode> {
        let free = Arc::clone(&self.free);
        let Ok(Ok(worker)) = timeout(self.wait, free.acquire_owned()).await else {
            return Err(StatusCode::SERVICE_UNAVAILABLE);
        };
        self.most_busy.fetch_max(self.busy(), Ordering::Relaxed);
        // A task of its own: like the thread of a pool, a worker does not notice that its customer
        // has disconnected. It is occupied until the last call has returned.
        let task = tokio::spawn(async move {
            let result = work.await;
            drop(worker);
            result
        });
        match task.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(_)) => Err(StatusCode::BAD_GATEWAY),
            Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

//! Whether the service is of use.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::router::Shared;
use crate::{CircuitBreaker, CircuitState};

#[derive(Serialize)]
struct Health<'a> {
    status: &'static str,
    /// The critical breakers that are open.
    open: Vec<Open<'a>>,
}

#[derive(Serialize)]
struct Open<'a> {
    name: &'a str,
    state: CircuitState,
}

/// 200 and `ok`, or 503 and `degraded` while a critical breaker is open.
pub(super) async fn tell(State(shared): State<Arc<Shared>>) -> Response {
    let open: Vec<_> = shared.critical.iter().filter_map(Open::of).collect();
    let (code, status) = if open.is_empty() {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "degraded")
    };
    (code, Json(Health { status, open })).into_response()
}

impl<'a> Open<'a> {
    fn of(breaker: &'a CircuitBreaker) -> Option<Self> {
        let state = breaker.state();
        let is_open = matches!(state, CircuitState::Open | CircuitState::ForcedOpen);
        is_open.then(|| Self {
            name: breaker.name(),
            state,
        })
    }
}

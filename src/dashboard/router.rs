//! What is answered where.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, OriginalUri, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use futures_util::Stream;
use serde::Serialize;

use super::builder::Dashboard;
use super::control::{self, Token};
use super::guard::{self, Hosts};
use super::sampler::Sampler;
use super::{assets, health};
use crate::registry::{self, Snapshot};
use crate::{CircuitBreaker, Name};

/// More than any order needs.
const LONGEST_BODY: usize = 4096;

/// What the requests to one dashboard share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) hosts: Hosts,
    pub(super) token: Option<Token>,
    pub(super) critical: Vec<CircuitBreaker>,
    pub(super) sampler: Arc<Sampler>,
}

pub(super) fn make(dashboard: Dashboard) -> Router {
    let critical = dashboard.critical.iter().map(|it| Name::from(it.name()));
    let shared = Arc::new(Shared {
        sampler: Sampler::new(dashboard.token.is_some(), critical.collect()),
        hosts: dashboard.hosts,
        token: dashboard.token,
        critical: dashboard.critical,
    });
    Router::new()
        .route("/", get(page))
        .route("/dashboard.css", get(assets::css))
        .route("/dashboard.js", get(assets::js))
        .route("/icon.svg", get(assets::icon))
        .route("/events", get(events))
        .route("/snapshot", get(snapshot))
        .route("/health", get(health::tell))
        .route("/control", post(control::act))
        .fallback(elsewhere)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&shared),
            guard::check,
        ))
        .layer(middleware::map_response(assets::with_headers))
        .with_state(shared)
}

/// An answer that says why there is no other.
pub(super) fn refuse(status: StatusCode, why: &str) -> Response {
    #[derive(Serialize)]
    struct Refusal<'a> {
        error: &'a str,
    }
    (status, Json(Refusal { error: why })).into_response()
}

async fn page(OriginalUri(uri): OriginalUri) -> Response {
    assets::page(uri.path())
}

async fn elsewhere() -> Response {
    refuse(StatusCode::NOT_FOUND, "there is nothing here")
}

async fn events(
    State(shared): State<Arc<Shared>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    shared.sampler.start();
    Sse::new(shared.sampler.watch())
}

async fn snapshot() -> Json<Snapshot> {
    Json(registry::snapshot())
}

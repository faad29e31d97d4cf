//! Control of a breaker from the page, for requests with the token.

use std::fmt;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::Error;
use super::router::{Shared, refuse};
use crate::{CircuitBreaker, registry};

/// The minimum length of a token, in characters.
pub(super) const SHORTEST: usize = 16;

/// The token that a request must carry.
#[derive(Clone)]
pub(super) struct Token(String);

impl Token {
    pub(super) fn new(token: String) -> Result<Self, Error> {
        if token.chars().count() < SHORTEST {
            return Err(Error::ShortToken);
        }
        Ok(Self(token))
    }

    /// Whether the headers carry the token. The comparison takes the same time for every wrong token.
    fn is_in(&self, headers: &HeaderMap) -> bool {
        let Some(value) = headers.get(AUTHORIZATION) else {
            return false;
        };
        let Some((scheme, token)) = value.as_bytes().split_at_checked("Bearer ".len()) else {
            return false;
        };
        scheme.eq_ignore_ascii_case(b"Bearer ") && bool::from(token.ct_eq(self.0.as_bytes()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// The order of a request: a breaker and an action.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Order {
    breaker: String,
    action: Action,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Action {
    ForceOpen,
    ForceClosed,
    Reset,
}

#[derive(Serialize)]
struct Done<'a> {
    breaker: &'a str,
    state: String,
}

/// Carries out an order. Without the token the response reveals nothing, not even which names exist.
pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    order: Result<Json<Order>, JsonRejection>,
) -> Response {
    let Some(token) = &shared.token else {
        return refuse(StatusCode::FORBIDDEN, "control is switched off");
    };
    if !token.is_in(&headers) {
        let mut refused = refuse(StatusCode::UNAUTHORIZED, "this is not the token");
        let bearer = HeaderValue::from_static("Bearer");
        refused.headers_mut().insert(WWW_AUTHENTICATE, bearer);
        return refused;
    }
    let order = match order {
        Ok(Json(order)) => order,
        Err(rejection) => return refuse(rejection.status(), &rejection.body_text()),
    };
    let Some(breaker) = registry::circuit_breaker(&order.breaker) else {
        return refuse(StatusCode::NOT_FOUND, "no circuit breaker has this name");
    };
    order.action.apply(&breaker);
    shared.sampler.publish();
    Json(Done {
        breaker: breaker.name(),
        state: breaker.state().to_string(),
    })
    .into_response()
}

impl Action {
    fn apply(self, breaker: &CircuitBreaker) {
        match self {
            Self::ForceOpen => breaker.force_open(),
            Self::ForceClosed => breaker.force_closed(),
            Self::Reset => breaker.reset(),
        }
    }
}

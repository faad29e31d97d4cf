//! Rejects requests from pages of other sites and requests for host names that are not allowed.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;

use super::Error;
use super::router::{Shared, refuse};

const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The allowed host names besides those of the loopback interface.
#[derive(Clone, Debug, Default)]
pub(super) struct Hosts(Vec<Authority>);

impl Hosts {
    pub(super) fn allow(&mut self, host: &str) -> Result<(), Error> {
        self.0.push(plain(host).ok_or_else(|| Error::BadHost {
            host: host.to_owned(),
        })?);
        Ok(())
    }

    fn has(&self, asked: &Authority) -> bool {
        let is = |host: &str| asked.host().eq_ignore_ascii_case(host);
        LOOPBACK.into_iter().any(is)
            || self.0.iter().any(|ours| {
                is(ours.host()) && (ours.port().is_none() || ours.port() == asked.port())
            })
    }
}

/// Rejects a request for a host that is not allowed, and a request from a page of another origin.
pub(super) async fn check(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let Some(host) = host(&request).filter(|host| shared.hosts.has(host)) else {
        let why = "this host name is not ours: `allowed_hosts` adds names";
        return refuse(StatusCode::FORBIDDEN, why);
    };
    if !is_of_origin(&request, &host) {
        return refuse(StatusCode::FORBIDDEN, "this comes from another origin");
    }
    next.run(request).await
}

/// A host with an optional port and without user information.
fn plain(host: &str) -> Option<Authority> {
    host.parse().ok().filter(|_| !host.contains('@'))
}

/// The host of the request; `None` if it is ambiguous.
fn host(request: &Request) -> Option<Authority> {
    let mut named = request.headers().get_all(HOST).iter();
    match (named.next(), named.next()) {
        (Some(host), None) => plain(host.to_str().ok()?),
        (None, None) => plain(request.uri().authority()?.as_str()),
        _ => None,
    }
}

/// Whether the request comes from a page of `host`, or from no page.
fn is_of_origin(request: &Request, host: &Authority) -> bool {
    request.headers().get_all(ORIGIN).iter().all(|origin| {
        let origin = origin.to_str().ok().and_then(|it| it.parse::<Uri>().ok());
        origin.is_some_and(|origin| origin.authority() == Some(host))
    })
}

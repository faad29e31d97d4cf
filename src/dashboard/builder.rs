//! The settings of a dashboard.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

use super::Error;
use super::control::Token;
use super::guard::Hosts;
use super::router;
use crate::{CircuitBreaker, registry};

/// A live page of every policy in the process: its settings, until [`router`](Self::router) or
/// [`serve`](Self::serve) makes it.
///
/// # Examples
///
/// In a service that has a router of its own:
///
/// ```
/// use resilience::dashboard::Dashboard;
/// # #[resilience::circuit_breaker(name = "payment")]
/// # async fn pay() -> Result<(), Box<dyn std::error::Error + Send + Sync>> { Ok(()) }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let token = "a token that is hard to guess";
///
/// let dashboard = Dashboard::new().critical(["payment"])?.control(token)?;
/// let app: axum::Router = axum::Router::new().nest("/resilience", dashboard.router());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a dashboard is nothing until `router` or `serve`"]
pub struct Dashboard {
    pub(super) hosts: Hosts,
    pub(super) token: Option<Token>,
    pub(super) critical: Vec<CircuitBreaker>,
}

impl Dashboard {
    /// One that shows, and answers to the names of the loopback interface: `localhost`, `127.0.0.1`
    /// and `[::1]`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Enables the buttons that force a breaker open or closed and reset it, for users with `token`.
    ///
    /// The page asks for it and forgets it when it is closed. Take it from where the service has its
    /// other secrets.
    ///
    /// # Errors
    ///
    /// [`Error::ShortToken`] where it has less than 16 characters.
    pub fn control(mut self, token: impl Into<String>) -> Result<Self, Error> {
        self.token = Some(Token::new(token.into())?);
        Ok(self)
    }

    /// Marks circuit breakers without which the service is of no use: while one of them is open,
    /// `/health` answers 503.
    ///
    /// Those of annotated functions are known from the start, those of builders once they are built.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownBreaker`] with the names that there are.
    pub fn critical<N: AsRef<str>>(
        mut self,
        names: impl IntoIterator<Item = N>,
    ) -> Result<Self, Error> {
        for name in names {
            let name = name.as_ref();
            let breaker = registry::circuit_breaker(name).ok_or_else(|| unknown(name))?;
            self.critical.push(breaker);
        }
        Ok(self)
    }

    /// Answers to other host names too, such as `ops.example.com`, or `ops.example.com:8443` for that
    /// port alone.
    ///
    /// Requests for any other host are refused: a page elsewhere could have given its own name our
    /// address.
    ///
    /// # Errors
    ///
    /// [`Error::BadHost`] where one is no host name.
    pub fn allowed_hosts<N: AsRef<str>>(
        mut self,
        hosts: impl IntoIterator<Item = N>,
    ) -> Result<Self, Error> {
        for host in hosts {
            self.hosts.allow(host.as_ref())?;
        }
        Ok(self)
    }

    /// The page, its stream, `/snapshot`, `/health` and `/control`, to be nested anywhere.
    ///
    /// Inside a tokio runtime it starts to sample at once, so that the first page shows the last two minutes.
    /// Outside a runtime it starts with the first request.
    pub fn router(self) -> Router {
        router::make(self)
    }

    /// Serves the page on that address of the loopback interface, for as long as it is polled.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] where the address is not of the loopback interface, and what
    /// comes of binding it.
    pub async fn serve(self, address: impl Into<SocketAddr>) -> io::Result<()> {
        let address = address.into();
        if !address.ip().to_canonical().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "{address} is not of the loopback interface: `serve_publicly` serves there all the same"
                ),
            ));
        }
        self.serve_publicly(address).await
    }

    /// Like [`serve`](Self::serve), on any address.
    ///
    /// Everybody who reaches it can read the names, settings and figures of every policy; HTTP is not
    /// encrypted, and the token goes with it. It still answers only to the names of the loopback
    /// interface and to [`allowed_hosts`](Self::allowed_hosts).
    ///
    /// # Errors
    ///
    /// What comes of binding the address.
    pub async fn serve_publicly(self, address: impl Into<SocketAddr>) -> io::Result<()> {
        let listener = TcpListener::bind(address.into()).await?;
        axum::serve(listener, self.router()).await
    }
}

fn unknown(name: &str) -> Error {
    let known = registry::circuit_breakers();
    Error::UnknownBreaker {
        name: name.to_owned(),
        known: known.iter().map(|it| it.name().to_owned()).collect(),
    }
}

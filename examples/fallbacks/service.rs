//! The dependency: one HTTP service on 127.0.0.1, which can be switched off and on again.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum::http::{StatusCode, Uri};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) struct Service {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

/// A stopped service. It keeps the address to start again.
pub(crate) struct SwitchedOff(SocketAddr);

impl Service {
    pub(crate) async fn start() -> io::Result<Self> {
        Self::start_at((Ipv4Addr::LOCALHOST, 0).into()).await
    }

    async fn start_at(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let server = axum::serve(listener, Router::new().fallback(answer))
            .with_graceful_shutdown(async { drop(stopped.await) });
        Ok(Self {
            address,
            stop,
            server: tokio::spawn(async { server.await }),
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Closes every connection and the port, so that the system refuses new connections.
    pub(crate) async fn switch_off(self) -> io::Result<SwitchedOff> {
        drop(self.stop);
        self.server.await??;
        Ok(SwitchedOff(self.address))
    }
}

impl SwitchedOff {
    pub(crate) async fn switch_on(self) -> io::Result<Service> {
        Service::start_at(self.0).await
    }
}

async fn answer(uri: Uri) -> Result<&'static str, StatusCode> {
    match uri.path() {
        "/catalogue/en" => Ok("lamp, chair, rug"),
        "/shipping/norway" => Ok("2 days"),
        "/recommendations" => Ok("rug, mirror"),
        "/payment" => Ok("paid"),
        path if path.starts_with("/mail/") => Ok("sent"),
        _ => Err(StatusCode::NOT_FOUND),
    }
}

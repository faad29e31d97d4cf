#![doc = include_str!("../docs/dashboard.md")]

// | file | what it holds |
// |---|---|
// | `builder`, `error` | the settings |
// | `router`, `guard`, `control`, `health`, `assets` | the routes, their guards and responses |
// | `sampler`, `heard`, `history` | the samples of each second, the events between them, and the history |
// | `group`, `counts`, `trouble`, `tile`, `frame` | the data of the page |
mod assets;
mod builder;
mod control;
mod counts;
mod error;
mod frame;
mod group;
mod guard;
mod health;
mod heard;
mod history;
mod router;
mod sampler;
mod tile;
mod trouble;

use std::io;
use std::net::SocketAddr;

pub use builder::Dashboard;
pub use error::Error;

/// Serves the page read-only on an address of the loopback interface.
///
/// Short for `Dashboard::new().serve(address)`.
///
/// # Errors
///
/// Those of [`Dashboard::serve`].
///
/// # Examples
///
/// ```no_run
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// // The page is at http://127.0.0.1:9090/ for as long as the service runs.
/// tokio::spawn(resilience::dashboard::serve(([127, 0, 0, 1], 9090)));
/// # }
/// ```
pub async fn serve(address: impl Into<SocketAddr>) -> io::Result<()> {
    Dashboard::new().serve(address).await
}

#![doc = include_str!("../docs/dashboard.md")]

// | file | what it holds |
// |---|---|
// | `builder`, `error` | the settings |
// | `router`, `guard`, `control`, `health`, `assets` | what is answered where, and to whom |
// | `sampler`, `heard`, `history` | what is looked at each second, heard of meanwhile, and kept |
// | `group`, `counts`, `trouble`, `tile`, `frame` | what the page is told of it |
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

/// Serves the page on that address of the loopback interface: to look at, without control.
///
/// `Dashboard::new().serve(address)`, in short.
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

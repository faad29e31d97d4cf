//! The night on a live page, again and again until Ctrl-C.

use std::net::{Ipv4Addr, SocketAddr};

use resilience::dashboard::Dashboard;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::checkout::Form;
use crate::night::Night;
use crate::{Error, play};

/// The port of the page, if it is free.
const PORT: u16 = 9090;

/// The variable with the token for the control buttons. Without it the page is read-only.
const TOKEN: &str = "CHECKOUT_TOKEN";

/// Plays the night with the attributes; the page outlives each play, as it has a runtime of its own.
pub(crate) fn play(form: Form, night: &Night) -> Result<(), Error> {
    let runtime = Runtime::new()?;
    let [payment, ..] = form.breakers() else {
        return Err("this form has no breakers to look at".into());
    };
    let mut dashboard = Dashboard::new().critical([payment])?;
    if let Ok(token) = std::env::var(TOKEN) {
        dashboard = dashboard.control(token)?;
    }
    let address = runtime.block_on(serve(dashboard))?;
    println!("the night is live at http://{address}/ until Ctrl-C");
    loop {
        play::play("guarded", form, night)?;
    }
}

async fn serve(dashboard: Dashboard) -> Result<SocketAddr, Error> {
    let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)).await {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?,
    };
    let address = listener.local_addr()?;
    tokio::spawn(axum::serve(listener, dashboard.router()).into_future());
    Ok(address)
}

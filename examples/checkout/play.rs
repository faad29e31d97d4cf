//! One play of the night: fresh servers, fresh customers, and a clock that runs.

use std::sync::Arc;
use std::time::Duration;

use resilience::registry;
use tokio::runtime::Runtime;
use tokio::time::{Instant, interval};

use crate::Error;
use crate::apis::{self, Apis};
use crate::checkout::{Checkout, Form};
use crate::client::Client;
use crate::live::Live;
use crate::load::{Customers, Seen};
use crate::night::Night;
use crate::timeline::{Timeline, Transition};

/// The interval at which the fraud API's health and the progress bars are updated.
const TICK: Duration = Duration::from_millis(50);

/// The result of one run.
pub(crate) struct Outcome {
    pub(crate) name: &'static str,
    pub(crate) seen: Vec<Seen>,
    pub(crate) reviews: u64,
    pub(crate) trips: u64,
    pub(crate) most_busy: usize,
    pub(crate) transitions: Vec<Transition>,
}

pub(crate) fn play(name: &'static str, form: Form, night: &Night) -> Result<Outcome, Error> {
    let runtime = Runtime::new()?;
    let outcome = runtime.block_on(act(name, form, night));
    // With its runtime a play leaves nothing behind: servers, connections and the workers that
    // would hang for half a minute more are dropped here.
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome
}

async fn act(name: &'static str, form: Form, night: &Night) -> Result<Outcome, Error> {
    let apis = Apis::start().await?;
    let service = Checkout::new(form, Client::new(&apis)?, night.wait_for_worker);
    let address = apis::serve(Arc::clone(&service).router()).await?;
    let customers = Customers::new(address, night)?;
    let live = Live::new(name, *night);

    let start = Instant::now();
    let timeline = Timeline::since(start);
    let mut clock = interval(TICK);
    let come = customers.come(*night, start);
    tokio::pin!(come);
    loop {
        let ended = tokio::select! {
            () = &mut come => true,
            _ = clock.tick() => false,
        };
        apis.let_fraud_hang(night.hangs_at(start.elapsed()));
        live.show(start.elapsed(), customers.log(), &service, states(form));
        if ended {
            break;
        }
    }
    live.finish();

    Ok(Outcome {
        name,
        seen: customers.log().take(),
        reviews: service.reviews(),
        trips: trips(form),
        most_busy: service.workers().most_busy(),
        transitions: timeline.end(),
    })
}

/// The state of every breaker of `form`, for a line of the display.
fn states(form: Form) -> String {
    let states = form.breakers().iter().filter_map(|&name| {
        let breaker = registry::circuit_breaker(name)?;
        Some(format!("{name} {}", breaker.state()))
    });
    states.collect::<Vec<_>>().join(", ")
}

/// Returns how often the breakers of `form` have opened. Each form runs once, so they start at zero.
fn trips(form: Form) -> u64 {
    let breakers = form.breakers().iter().copied();
    let breakers = breakers.filter_map(registry::circuit_breaker);
    breakers.map(|breaker| breaker.snapshot().opened).sum()
}

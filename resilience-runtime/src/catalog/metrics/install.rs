//! Installs the metrics in a recorder, and keeps them up to date.

use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::metrics::Gauge;
use once_cell::sync::OnceCell;

use super::all::KindSeries;
use super::functions::Functions;
use super::table::{CONFLICTS, METRICS};
use crate::catalog::list::{KINDS, validate};
use crate::observe::events::{self, Event, Subscription};
use crate::observe::metrics::{Metric, set_installed};
use crate::support::clock;

static TELLER: OnceCell<Teller> = OnceCell::new();

struct Teller {
    conflicts: Gauge,
    /// A call waits for this lock only to record a transition.
    policies: Mutex<Vec<Box<dyn KindSeries>>>,
    functions: Mutex<Functions>,
    _subscription: Subscription,
}

/// Registers every metric with the recorder, and records events from now on.
///
/// Call it once at startup, after the recorder is installed: a recorder that is installed later receives
/// nothing. A second call is the same as [`refresh`].
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{metrics, CircuitBreaker};
/// // A recorder is installed before.
/// metrics::install();
/// let _breaker = CircuitBreaker::builder("fares").build();
/// metrics::refresh(); // Its series are there, and up to date.
/// ```
pub fn install() {
    TELLER.get_or_init(|| {
        METRICS.iter().for_each(Metric::describe);
        Teller {
            conflicts: ::metrics::gauge!(CONFLICTS.name),
            policies: Mutex::new(KINDS.iter().map(|kind| kind.series()).collect()),
            functions: Mutex::new(Functions::declared()),
            _subscription: events::subscribe(hear),
        }
    });
    set_installed();
    refresh();
}

/// Brings every counter and gauge up to date: call it before the exporter renders.
///
/// Adds the series of policies that were built since the last call. Takes some microseconds per policy; does nothing
/// before [`install`].
///
/// # Examples
///
/// ```
/// # use resilience_runtime::metrics;
/// metrics::install();
/// metrics::refresh();
/// ```
pub fn refresh() {
    let Some(teller) = TELLER.get() else {
        return;
    };
    let conflicts = validate().err().map_or(0, |all| all.len());
    teller
        .conflicts
        .set(f64::from(u32::try_from(conflicts).unwrap_or(u32::MAX)));
    for series in &mut *locked(&teller.policies) {
        series.report();
    }
}

/// [Refreshes](refresh) the metrics every `interval`, while the future runs.
///
/// For exporters with a listener of their own. One or two seconds are enough: a scrape is at most that old.
///
/// # Cancel safety
///
/// Dropping the future ends the refreshes.
///
/// # Panics
///
/// Outside a tokio runtime with its timer enabled.
pub async fn refresh_every(interval: Duration) -> Infallible {
    loop {
        refresh();
        clock::sleep(interval).await;
    }
}

fn hear(event: &Event) {
    let Some(teller) = TELLER.get() else {
        return;
    };
    if KINDS.iter().any(|kind| kind.observes(event)) {
        for series in &mut *locked(&teller.policies) {
            series.observe(event);
        }
    } else if Functions::counts(event) {
        locked(&teller.functions).hear(event);
    }
}

/// A recorder is foreign code: its panic must not suppress later events.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! When the metrics are told.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::metrics::Gauge;
use once_cell::sync::OnceCell;

use super::functions::Functions;
use super::policies::{All, BreakerSeries, BudgetSeries, BulkheadSeries, LimiterSeries};
use super::table::{CONFLICTS, METRICS, Metric};
use crate::observe::events::{self, Event, Subscription};
use crate::support::clock;
use crate::{Bulkhead, CircuitBreaker, RateLimiter, RetryBudget, registry};

/// Set once there is a recorder to tell; a call that misses it is not in the histograms: `Relaxed`.
static INSTALLED: AtomicBool = AtomicBool::new(false);
static TELLER: OnceCell<Teller> = OnceCell::new();

struct Teller {
    conflicts: Gauge,
    /// A call waits for it only to tell a transition.
    policies: Mutex<Policies>,
    functions: Mutex<Functions>,
    _subscription: Subscription,
}

/// The series of the policies that are known.
#[derive(Default)]
struct Policies {
    breakers: All<BreakerSeries>,
    bulkheads: All<BulkheadSeries>,
    limiters: All<LimiterSeries>,
    budgets: All<BudgetSeries>,
}

#[inline]
pub(super) fn is_installed() -> bool {
    INSTALLED.load(Ordering::Relaxed)
}

/// Tells the recorder of every metric and every series, and whatever happens from now on.
///
/// Call it once, where the service starts, after the recorder is installed: a recorder that comes
/// later hears nothing. A second call does what [`refresh`] does.
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
            policies: Mutex::default(),
            functions: Mutex::new(Functions::declared()),
            _subscription: events::subscribe(hear),
        }
    });
    INSTALLED.store(true, Ordering::Relaxed);
    refresh();
}

/// Brings every counter and gauge up to date: call it before the exporter renders.
///
/// Policies that were built since the last time have their series from now on. Some microseconds for each
/// policy; before [`install`] it does nothing.
pub fn refresh() {
    let Some(teller) = TELLER.get() else {
        return;
    };
    let conflicts = registry::validate().err().map_or(0, |all| all.len());
    teller
        .conflicts
        .set(f64::from(u32::try_from(conflicts).unwrap_or(u32::MAX)));
    let breakers = registry::circuit_breakers();
    let bulkheads = registry::bulkheads();
    let limiters = registry::rate_limiters();
    let budgets = registry::retry_budgets();
    let known = &mut *locked(&teller.policies);
    known.breakers.tell(&breakers, CircuitBreaker::name);
    known.bulkheads.tell(&bulkheads, Bulkhead::name);
    known.limiters.tell(&limiters, RateLimiter::name);
    known.budgets.tell(&budgets, RetryBudget::name);
}

/// [Refreshes](refresh) every `interval`, for as long as the future runs: for an exporter that renders
/// without asking. A second or two is enough; a scrape is as old as that at the most.
///
/// # Cancel safety
///
/// Dropped, it refreshes no more.
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
    if let Event::Transition {
        breaker,
        to,
        generation,
        ..
    } = event
    {
        if let Some(series) = locked(&teller.policies).breakers.get(breaker) {
            series.state(*to, *generation);
        }
    } else if Functions::counts(event) {
        locked(&teller.functions).hear(event);
    }
}

/// A recorder is foreign code: its panic is not to silence what comes later.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! What the page shows of one name.

use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use super::counts::rounded;
use super::group::Group;
use super::history::{Recent, Sparkline};
use super::trouble::Trouble;
use crate::{Latency, Name};

/// What the page shows of one name. Times are seconds; what does not apply is null.
#[derive(Debug, Serialize)]
pub(super) struct Tile {
    pub(super) name: Name,
    pub(super) trouble: Trouble,
    /// The kinds of policies that have the name, and what else its functions have above them.
    kinds: Vec<&'static str>,
    functions: Vec<&'static str>,
    critical: bool,
    state: Option<State>,
    /// Calls a second.
    rate: f64,
    error_share: f64,
    sparkline: Sparkline,
    counters: [Counter; 6],
    in_flight: Option<u32>,
    limit: Option<u32>,
    /// The most that have been in flight since the process began.
    peak: Option<u32>,
    waiting: Option<usize>,
    latency: Option<Percentiles>,
    retries_per_call: Option<f64>,
    budget: Option<Budget>,
    last_error: Option<LastError>,
    last_failure: Option<f64>,
    settings: Vec<Settings>,
}

/// The state of a breaker.
#[derive(Debug, Serialize)]
struct State {
    label: String,
    /// How long it has lasted.
    since: f64,
    /// How long it lasts at the least; null where no time ends it.
    until: Option<f64>,
}

/// How often something has happened in the last ten seconds; null where nobody counts it.
#[derive(Debug, Serialize)]
struct Counter {
    label: &'static str,
    count: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Percentiles {
    /// What took so long: `calls`, or `waits` where nobody times the calls.
    of: &'static str,
    p50: f64,
    p90: f64,
    p99: f64,
    p995: f64,
}

#[derive(Debug, Serialize)]
struct Budget {
    name: Name,
    left: u32,
    burst: u32,
}

#[derive(Debug, Serialize)]
struct LastError {
    text: String,
    age: f64,
}

/// The settings of one policy, as configured in the source and as they actually are.
#[derive(Debug, Serialize)]
struct Settings {
    kind: &'static str,
    configured: Option<String>,
    actual: String,
}

impl Tile {
    pub(super) fn new(
        name: Name,
        group: Group,
        recent: &Recent,
        sparkline: Sparkline,
        critical: bool,
        now: Instant,
    ) -> Self {
        let (kinds, settings) = settings(&group);
        let bulkhead = group.bulkhead.as_ref();
        let purse = group.purse().map(|it| Budget {
            name: it.name.clone(),
            left: it.balance,
            burst: it.burst,
        });
        Self {
            trouble: Trouble::of(&group, &recent.counts),
            kinds,
            critical,
            state: group.breaker.as_ref().map(|it| State {
                label: it.state.to_string(),
                since: seconds(it.age),
                until: it.retry_after.filter(|it| *it < Duration::MAX).map(seconds),
            }),
            rate: recent.rate(),
            error_share: recent.counts.error_share(),
            sparkline,
            counters: counters(&group, recent),
            in_flight: bulkhead.map(|it| it.in_flight),
            limit: bulkhead.filter(|it| it.enabled).map(|it| it.max),
            peak: bulkhead.map(|it| it.peak),
            waiting: waiting(&group),
            latency: percentiles(&group),
            retries_per_call: recent.retries_per_call(),
            budget: purse,
            last_error: group.heard.error.map(|(at, fault)| LastError {
                text: fault.to_string(),
                age: seconds(now - at),
            }),
            last_failure: group.breaker.and_then(|it| it.last_failure).map(seconds),
            settings,
            functions: group.functions,
            name,
        }
    }
}

fn counters(group: &Group, recent: &Recent) -> [Counter; 6] {
    let counts = &recent.counts;
    let counter = |label, is_counted: bool, count| Counter {
        label,
        count: is_counted.then_some(count),
    };
    let has_breaker = group.breaker.is_some();
    let has_places = group.bulkhead.is_some() || group.limiter.is_some();
    [
        if has_breaker {
            counter("succeeded", true, counts.succeeded)
        } else {
            counter("let in", has_places, counts.admitted)
        },
        counter("failed", has_breaker, counts.failed),
        counter("timed out", true, counts.timed_out),
        counter("refused", has_breaker || has_places, counts.refused()),
        counter("retries", true, counts.retries),
        counter("fallbacks", true, counts.fallbacks),
    ]
}

fn waiting(group: &Group) -> Option<usize> {
    let places = group.bulkhead.as_ref().map(|it| it.waiting);
    let permits = group.limiter.as_ref().map(|it| it.waiting);
    match (places, permits) {
        (Some(places), Some(permits)) => Some(places + permits),
        (places, permits) => places.or(permits),
    }
}

fn percentiles(group: &Group) -> Option<Percentiles> {
    let calls = group.breaker.as_ref().and_then(|it| it.latency);
    let calls = calls.or(group.bulkhead.as_ref().and_then(|it| it.latency));
    let waits = group.limiter.as_ref().and_then(|it| it.waited);
    let of = |of, latency: Latency| Percentiles {
        of,
        p50: latency.p50.as_secs_f64(),
        p90: latency.p90.as_secs_f64(),
        p99: latency.p99.as_secs_f64(),
        p995: latency.p995.as_secs_f64(),
    };
    calls
        .map(|it| of("calls", it))
        .or(waits.map(|it| of("waits", it)))
}

fn settings(group: &Group) -> (Vec<&'static str>, Vec<Settings>) {
    let mut all = Vec::new();
    let mut add = |kind, configured: &Option<String>, actual: &String| {
        all.push(Settings {
            kind,
            configured: configured.clone(),
            actual: actual.clone(),
        });
    };
    if let Some(it) = &group.breaker {
        add("circuit breaker", &it.declared, &it.settings);
    }
    if let Some(it) = &group.bulkhead {
        add("bulkhead", &it.declared, &it.settings);
    }
    if let Some(it) = &group.limiter {
        add("rate limiter", &it.declared, &it.settings);
    }
    if let Some(it) = &group.budget {
        add("retry budget", &it.declared, &it.settings);
    }
    let kinds = all.iter().map(|it| it.kind);
    (kinds.chain(group.parts.iter().copied()).collect(), all)
}

fn seconds(duration: Duration) -> f64 {
    rounded(duration.as_secs_f64())
}

//! The data of one tile: all policies of one name.

use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

use super::counts::rounded;
use super::group::Group;
use super::history::{Recent, Sparkline};
use super::trouble::trouble;
use crate::__private::Severity;
use crate::{Latency, Name};

/// The data of one name. Times are in seconds; values that do not apply are null.
#[derive(Debug, Serialize)]
pub(super) struct Tile {
    pub(super) name: Name,
    pub(super) trouble: Severity,
    /// The kinds of policies with that name, and the other attributes of its functions.
    kinds: Vec<&'static str>,
    functions: Vec<&'static str>,
    critical: bool,
    state: Option<State>,
    /// Calls per second.
    rate: f64,
    error_share: f64,
    sparkline: Sparkline,
    counters: [Counter; 6],
    in_flight: Option<u32>,
    limit: Option<u32>,
    /// The maximum number of calls in flight since the process started.
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
    /// The age of the state.
    since: f64,
    /// The minimum duration of the state; null if no time ends it.
    until: Option<f64>,
}

/// Counts of the last ten seconds; null if nothing counts them.
#[derive(Debug, Serialize)]
struct Counter {
    label: &'static str,
    count: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Percentiles {
    /// The measured durations: `calls`, or `waits` if calls are not timed.
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
        let concurrency = group.find(|it| it.concurrency);
        let last_failure = group.find(|it| it.results?.last_failure);
        let budget = group.budget().and_then(|it| {
            let allowance = it.allowance?;
            Some(Budget {
                name: it.name.clone(),
                left: allowance.left,
                burst: allowance.burst,
            })
        });
        Self {
            trouble: trouble(&group, &recent.counts),
            kinds,
            critical,
            state: group.find(|it| it.state.clone()).map(|it| State {
                label: it.label,
                since: seconds(it.age),
                until: it.ends_in.map(seconds),
            }),
            rate: recent.rate(),
            error_share: recent.counts.error_share(),
            sparkline,
            counters: counters(&group, recent),
            in_flight: concurrency.map(|it| it.in_flight),
            limit: concurrency.and_then(|it| it.max),
            peak: concurrency.map(|it| it.peak),
            waiting: waiting(&group),
            latency: percentiles(&group),
            retries_per_call: recent.retries_per_call(),
            budget,
            last_error: group.heard.error.map(|(at, fault)| LastError {
                text: fault.to_string(),
                age: seconds(now - at),
            }),
            last_failure: last_failure.map(seconds),
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
    let has_results = group.find(|it| it.results).is_some();
    let has_limits = group.find(|it| it.admissions).is_some();
    [
        if has_results {
            counter("succeeded", true, counts.succeeded)
        } else {
            counter("let in", has_limits, counts.admitted)
        },
        counter("failed", has_results, counts.failed),
        counter("timed out", true, counts.timed_out),
        counter("refused", has_results || has_limits, counts.refused()),
        counter("retries", true, counts.retries),
        counter("fallbacks", true, counts.fallbacks),
    ]
}

fn waiting(group: &Group) -> Option<usize> {
    let limits = group.policies.iter().filter_map(|it| it.admissions);
    limits.map(|it| it.waiting).reduce(|sum, it| sum + it)
}

fn percentiles(group: &Group) -> Option<Percentiles> {
    let calls = group.find(|it| it.latency);
    let waits = group.find(|it| it.waited);
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
    let all: Vec<_> = group
        .policies
        .iter()
        .map(|it| Settings {
            kind: it.kind,
            configured: it.declared.clone(),
            actual: it.settings.clone(),
        })
        .collect();
    let kinds = all.iter().map(|it| it.kind);
    (kinds.chain(group.parts.iter().copied()).collect(), all)
}

fn seconds(duration: Duration) -> f64 {
    rounded(duration.as_secs_f64())
}

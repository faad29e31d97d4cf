//! The series of the functions: what no policy of the registry counts.

use std::collections::HashMap;

use ::metrics::{Counter, Histogram};

use super::table::{FALLBACKS, RETRIES, RETRY_ATTEMPTS, RETRY_ENDS};
use crate::observe::events::Event;
use crate::observe::metrics::REJECTIONS;
use crate::registry::Sites;
use crate::{Name, Rejected, Stop};

/// The series of every function, counted from the events.
///
/// To ask for one makes it, at zero: those of annotated functions are there from the start, those of a
/// retry or timeout that was built by hand from its first event on.
#[derive(Default)]
pub(super) struct Functions {
    retries: HashMap<Name, RetrySeries>,
    fallbacks: HashMap<Name, FallbackSeries>,
    timeouts: HashMap<Name, Counter>,
}

struct RetrySeries {
    made: Counter,
    ends: [Counter; Stop::ALL.len()],
    attempts: Histogram,
}

/// The label of a fallback that an error caused, and no rejection.
const ERROR: &str = "error";

struct FallbackSeries {
    rejected: [Counter; Rejected::LABELS.len()],
    error: Counter,
}

impl Functions {
    /// Those of every annotated function.
    pub(super) fn declared() -> Self {
        let (mut functions, sites) = (Self::default(), Sites::linked());
        for path in &sites.retries {
            functions.retry(&Name::from_static(path));
        }
        for path in &sites.timeouts {
            functions.timeout(&Name::from_static(path));
        }
        for path in &sites.fallbacks {
            functions.fallback(&Name::from_static(path));
        }
        functions
    }

    /// Whether the event is counted here. Most rejections are not: their policies count them.
    pub(super) fn counts(event: &Event) -> bool {
        matches!(
            event,
            Event::Retry { .. }
                | Event::RetryEnd { .. }
                | Event::Fallback { .. }
                | Event::Rejected {
                    rejected: Rejected::TimedOut { .. }
                }
        )
    }

    pub(super) fn hear(&mut self, event: &Event) {
        match event {
            Event::Retry { retry, .. } => self.retry(retry).made.increment(1),
            Event::RetryEnd {
                retry,
                attempts,
                stop,
                ..
            } => {
                let series = self.retry(retry);
                for (counter, each) in series.ends.iter().zip(Stop::ALL) {
                    counter.increment(u64::from(each == *stop));
                }
                series.attempts.record(f64::from(*attempts));
            }
            Event::Fallback { function, rejected } => {
                let cause = rejected.as_ref().map(Rejected::label);
                let series = self.fallback(function);
                for (counter, each) in series.rejected.iter().zip(Rejected::LABELS) {
                    counter.increment(u64::from(Some(each) == cause));
                }
                series.error.increment(u64::from(cause.is_none()));
            }
            Event::Rejected {
                rejected: Rejected::TimedOut { name, .. },
            } => self.timeout(name).increment(1),
            _ => {}
        }
    }

    fn retry(&mut self, name: &Name) -> &RetrySeries {
        self.retries
            .entry(name.clone())
            .or_insert_with(|| RetrySeries {
                made: RETRIES.counter(name, &[]),
                ends: Stop::ALL.map(|stop| RETRY_ENDS.counter(name, &[stop.label()])),
                attempts: RETRY_ATTEMPTS.histogram(name, &[]),
            })
    }

    fn fallback(&mut self, name: &Name) -> &FallbackSeries {
        self.fallbacks
            .entry(name.clone())
            .or_insert_with(|| FallbackSeries {
                rejected: Rejected::LABELS.map(|cause| FALLBACKS.counter(name, &[cause])),
                error: FALLBACKS.counter(name, &[ERROR]),
            })
    }

    fn timeout(&mut self, name: &Name) -> &Counter {
        self.timeouts
            .entry(name.clone())
            .or_insert_with(|| REJECTIONS.counter(name, &["timed_out"]))
    }
}

//! The scenarios: how the service fails, and when.

use std::ops::Range;
use std::time::Duration;

use crate::fleet::Fleet;
use crate::service::{Queue, Service};

/// Seconds without failures at the start: one window of the budgets, so that they hold the normal load.
const WARM_UP: u64 = 60;

/// Seconds in which the service fails every request.
const OUTAGE: u64 = 60;

/// Seconds in which the service does nothing, and its load at other times.
const STALL: u64 = 10;
const UTILISATION: f64 = 0.8;

/// The share of requests that fail at random, and the seconds of that scenario.
const ERROR_RATE: f64 = 0.3;
const ERRORS: u64 = 300;

#[derive(Clone, Copy)]
pub(crate) enum Scenario {
    /// The service fails totally.
    Outage,
    /// The service stalls, and is watched for so many seconds afterwards.
    Stall { watched: u64 },
    /// The service fails at random, and that share of its capacity is needed without any retries;
    /// `None` where it has room for whatever comes.
    Errors { utilisation: Option<f64> },
}

impl Scenario {
    /// The seconds to look at: those of the outage, those after the stall, those with errors.
    pub(crate) const fn seconds(self) -> Range<u64> {
        match self {
            Self::Outage => WARM_UP..WARM_UP + OUTAGE,
            Self::Stall { watched } => WARM_UP + STALL..WARM_UP + STALL + watched,
            Self::Errors { .. } => WARM_UP..WARM_UP + ERRORS,
        }
    }

    pub(crate) fn service(self, fleet: Fleet) -> Service {
        const NEVER: Range<Duration> = Duration::ZERO..Duration::ZERO;
        let secs = Duration::from_secs;
        let work = |utilisation| secs(1).mul_f64(utilisation / f64::from(fleet.load()));
        match self {
            Self::Outage => Service {
                down: secs(WARM_UP)..secs(WARM_UP + OUTAGE),
                error_rate: 0.0,
                queue: None,
            },
            Self::Stall { .. } => Service {
                down: NEVER,
                error_rate: 0.0,
                queue: Some(Queue::new(
                    work(UTILISATION),
                    secs(WARM_UP)..secs(WARM_UP + STALL),
                )),
            },
            Self::Errors { utilisation } => Service {
                down: NEVER,
                error_rate: ERROR_RATE,
                queue: utilisation.map(|share| Queue::new(work(share), NEVER)),
            },
        }
    }
}

//! The figures of a policy, in terms that all policies share.

use std::time::Duration;

use super::severity::Severity;
use crate::{Latency, Name};

/// A policy at one moment, whichever its kind.
///
/// A policy fills in the parts that apply to it.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The kind of policy, such as `bulkhead`.
    pub kind: &'static str,
    /// The name of the policy.
    pub name: Name,
    /// The settings that apply, as an attribute writes them.
    pub settings: String,
    /// The settings that a site declares.
    pub declared: Option<String>,
    /// How much the policy needs attention.
    pub severity: Severity,
    /// The state, if the policy has states that last.
    pub state: Option<State>,
    /// The results of calls, if the policy judges them.
    pub results: Option<Results>,
    /// The calls admitted, if the policy limits them.
    pub admissions: Option<Admissions>,
    /// The calls in flight, if the policy limits them.
    pub concurrency: Option<Concurrency>,
    /// The retries granted, if the policy limits them.
    pub allowance: Option<Allowance>,
    /// The durations of calls in the last minute.
    pub latency: Option<Latency>,
    /// The durations of waits in the last minute.
    pub waited: Option<Latency>,
}

/// A state that lasts.
#[derive(Clone, Debug)]
pub struct State {
    /// The name of the state.
    pub label: String,
    /// The time since the state began.
    pub age: Duration,
    /// The time until the state may end, if time ends it.
    pub ends_in: Option<Duration>,
}

/// The results of calls since the process began.
#[derive(Clone, Copy, Debug)]
pub struct Results {
    /// Calls that counted as a success.
    pub succeeded: u64,
    /// Calls that counted as a failure.
    pub failed: u64,
    /// Calls that counted as neither.
    pub ignored: u64,
    /// Calls that were rejected.
    pub rejected: u64,
    /// The age of the last failure.
    pub last_failure: Option<Duration>,
}

/// The calls that a limit admitted and rejected since the process began.
#[derive(Clone, Copy, Debug)]
pub struct Admissions {
    /// Calls that were admitted.
    pub admitted: u64,
    /// Calls that were rejected.
    pub rejected: u64,
    /// Calls that wait now.
    pub waiting: usize,
}

/// The calls in flight.
#[derive(Clone, Copy, Debug)]
pub struct Concurrency {
    /// Calls that run now.
    pub in_flight: u32,
    /// The most calls that may run at once, unless the policy is disabled.
    pub max: Option<u32>,
    /// The most calls that ran at once since the process began.
    pub peak: u32,
}

/// The retries that a limit granted and refused since the process began.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Retries that would be granted now.
    pub left: u32,
    /// The most retries that are granted at once.
    pub burst: u32,
    /// Retries that were granted.
    pub granted: u64,
    /// Retries that were refused.
    pub refused: u64,
}

impl Overview {
    /// An overview that has none of the parts.
    pub(crate) fn new(
        kind: &'static str,
        name: Name,
        settings: String,
        declared: Option<String>,
    ) -> Self {
        Self {
            kind,
            name,
            settings,
            declared,
            severity: Severity::None,
            state: None,
            results: None,
            admissions: None,
            concurrency: None,
            allowance: None,
            latency: None,
            waited: None,
        }
    }
}

//! The results of one policy, in every scenario and for every fleet.

use serde_json::{Value, json};

use crate::budgets::Policy;
use crate::fleet::Fleet;
use crate::record::{Record, Second};
use crate::scenario::Scenario;
use crate::simulation;

/// The load of the service in the three scenarios with random errors. At 80 % load it has capacity for 25 %
/// more requests, at 85 % for 18 % more.
pub(crate) const BUSY: [Option<f64>; 3] = [None, Some(0.8), Some(0.85)];

/// The targets, for each fleet: requests per call while the service is down, seconds to recover from
/// the stall, the share of calls that succeed while 30 % of the requests fail.
const MOST_REQUESTS_PER_CALL: f64 = 1.3;
const MOST_SECONDS: u64 = 60;
const LEAST_SUCCESS: f64 = 0.85;

/// The number of seconds after the stall in the chart; longer than any recovery that succeeds.
pub(crate) const DRAWN: u16 = 120;

/// A figure for each of [`Fleet::ALL`].
type Each<T> = [T; Fleet::ALL.len()];

pub(crate) struct Outcome {
    pub(crate) name: String,
    /// Requests that reached the service in the outage, per call.
    pub(crate) amplification: Each<f64>,
    /// The same in the ten seconds in which it is highest.
    pub(crate) peak: Each<f64>,
    /// The seconds from the end of the stall until calls succeed again; `None`: not while watched.
    pub(crate) recovery: Each<Option<u64>>,
    /// The share of calls that succeed under random errors, as busy as [`BUSY`] has it.
    pub(crate) success: [Each<f64>; BUSY.len()],
    /// The largest fleet second by second, for the charts.
    pub(crate) in_outage: Vec<Second>,
    pub(crate) after_stall: Vec<Second>,
}

impl Outcome {
    /// Simulates on the paused clock of the runtime that it is called on; after a stall the service is
    /// watched for so many seconds.
    pub(crate) async fn of(name: String, policy: Policy, watched: u64) -> Self {
        let during = Scenario::Outage.seconds();
        let outages = records(policy, Scenario::Outage).await;
        // At least as long as the chart.
        let watched = watched.max(DRAWN.into());
        let after = Scenario::Stall { watched }.seconds();
        let stalls = records(policy, Scenario::Stall { watched }).await;
        let mut success = [[0.0; Fleet::ALL.len()]; BUSY.len()];
        for (share, utilisation) in success.iter_mut().zip(BUSY) {
            let errors = Scenario::Errors { utilisation };
            let records = records(policy, errors).await;
            *share = records.map(|record| record.success(errors.seconds()));
        }
        let largest = |[.., record]: &Each<Record>, range| record.seconds(range).to_vec();
        let amplification = |record: &Record| record.amplification(during.clone());
        let peak = |record: &Record| record.peak(during.clone());
        let recovery = |record: &Record| record.recovery(after.clone());
        Self {
            name,
            amplification: outages.each_ref().map(amplification),
            peak: outages.each_ref().map(peak),
            recovery: stalls.each_ref().map(recovery),
            success,
            in_outage: largest(&outages, during.clone()),
            after_stall: largest(&stalls, after.start..after.start + u64::from(DRAWN)),
        }
    }

    pub(crate) fn meets_targets(&self) -> bool {
        let [unloaded, ..] = &self.success;
        let recovered = |seconds: &Option<u64>| seconds.is_some_and(|it| it <= MOST_SECONDS);
        self.amplification
            .iter()
            .all(|it| *it <= MOST_REQUESTS_PER_CALL)
            && self.recovery.iter().all(recovered)
            && unloaded.iter().all(|it| *it >= LEAST_SUCCESS)
    }

    pub(crate) fn json(&self) -> Value {
        let [success, success_at_80, success_at_85] = &self.success;
        json!({
            "amplification": self.amplification,
            "peak": self.peak,
            "recovery": self.recovery,
            "success": success,
            "success_at_80": success_at_80,
            "success_at_85": success_at_85,
        })
    }
}

async fn records(policy: Policy, scenario: Scenario) -> Each<Record> {
    let [small, middle, large] = Fleet::ALL;
    [
        simulation::run(policy, small, scenario).await,
        simulation::run(policy, middle, scenario).await,
        simulation::run(policy, large, scenario).await,
    ]
}

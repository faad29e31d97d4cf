//! The simulation: a fleet, its budgets and a service, one event after the other.
//!
//! The budgets are the real ones. They take their time from `tokio::time`, whose paused clock is
//! moved from event to event.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use resilience::registry;
use tokio::time::{self, Instant};

use crate::budgets::{Budget, Policy};
use crate::fleet::Fleet;
use crate::random::Random;
use crate::record::Record;
use crate::scenario::Scenario;
use crate::service::Service;

/// The story's retries: 3 of them, from 1 s on, doubling, with full jitter.
const RETRIES: u32 = 3;
const BASE_DELAY: Duration = Duration::from_secs(1);

/// More than the longest call takes: 4 attempts of 5 s each, and 7 s between them.
const SETTLE: u64 = 30;

/// One call of a user, and what has become of it so far.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Call {
    client: usize,
    begun: Duration,
    retries: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Begins { client: usize },
    IsSent(Call),
    Ends { call: Call, ok: bool },
}

struct Simulation {
    now: Duration,
    /// What is to come, by its time, then by its number.
    events: BinaryHeap<Reverse<(Duration, u64, Step)>>,
    planned: u64,
    fleet: Fleet,
    arrivals: Vec<Random>,
    budgets: Vec<Budget>,
    chance: Random,
    service: Service,
    record: Record,
}

/// Simulates on the paused clock of the runtime that it is called on.
pub(crate) async fn run(policy: Policy, fleet: Fleet, scenario: Scenario) -> Record {
    // Whole windows of the budgets: every run begins at the same place in their slots, and so comes
    // out the same, whatever ran before.
    let seconds = (scenario.seconds().end + SETTLE).next_multiple_of(60);
    let end = Duration::from_secs(seconds);
    let start = Instant::now();

    let clients = 0..usize::from(fleet.clients);
    let mut simulation = Simulation {
        now: Duration::ZERO,
        events: BinaryHeap::new(),
        planned: 0,
        fleet,
        // Of their own, so that the same calls come whatever the policy.
        arrivals: (1..).map(Random::new).take(clients.len()).collect(),
        budgets: clients
            .clone()
            .map(|client| policy.budget(client))
            .collect(),
        chance: Random::new(0),
        service: scenario.service(fleet),
        record: Record::new(seconds),
    };
    for client in clients {
        simulation.plan_next_call(client);
    }
    while let Some(Reverse((at, _, step))) = simulation.events.pop() {
        if at >= end {
            break;
        }
        if matches!(step, Step::Ends { .. }) {
            // Only then is a budget asked.
            advance_to(start + at).await;
        }
        simulation.now = at;
        simulation.take(step);
    }
    advance_to(start + end).await;
    let Simulation {
        budgets, record, ..
    } = simulation;
    drop(budgets);
    // The next run has budgets of the same names.
    registry::prune();
    record
}

impl Simulation {
    fn take(&mut self, step: Step) {
        match step {
            Step::Begins { client } => {
                self.plan_next_call(client);
                if let Some(second) = self.record.at(self.now) {
                    second.calls += 1;
                }
                self.send(Call {
                    client,
                    begun: self.now,
                    retries: 0,
                });
            }
            Step::IsSent(call) => self.send(call),
            Step::Ends { call, ok: true } => {
                self.budgets[call.client].call_succeeded();
                if let Some(second) = self.record.at(call.begun) {
                    second.succeeded += 1;
                }
            }
            Step::Ends { call, ok: false } => self.retry(call),
        }
    }

    fn send(&mut self, call: Call) {
        if let Some(second) = self.record.at(self.now) {
            second.requests += 1;
        }
        let answer = self.service.request(self.now, &mut self.chance);
        self.plan(
            answer.at,
            Step::Ends {
                call,
                ok: answer.ok,
            },
        );
    }

    /// Like `resilience::Retry`, a budget is asked when the call has failed, before the delay.
    fn retry(&mut self, mut call: Call) {
        if call.retries < RETRIES && self.budgets[call.client].allows_retry() {
            let delay = BASE_DELAY * 2_u32.pow(call.retries);
            let jittered = delay.mul_f64(self.chance.unit());
            call.retries += 1;
            self.plan(self.now + jittered, Step::IsSent(call));
        }
    }

    fn plan_next_call(&mut self, client: usize) {
        let gap = self.arrivals[client].gap(self.fleet.gap());
        self.plan(self.now + gap, Step::Begins { client });
    }

    fn plan(&mut self, at: Duration, step: Step) {
        self.planned += 1;
        self.events.push(Reverse((at, self.planned, step)));
    }
}

async fn advance_to(at: Instant) {
    time::advance(at.duration_since(Instant::now())).await;
}

//! The breaker's machine against a plain model, over random histories.
//!
//! The model keeps every result of the present state and asks anew each time what the contract says
//! of them, where the machine keeps counts.

use std::time::Duration;

use proptest::prelude::*;

use super::config::Settings;
use super::state::{CircuitState, Machine};
use crate::Verdict;
use crate::clock::Time;

#[derive(Clone, Debug)]
enum Step {
    /// A call comes.
    Call,
    /// The oldest or newest call under way ends; a dropped one as `Ignore`.
    End {
        newest: bool,
        verdict: Verdict,
    },
    Wait(Duration),
    ForceOpen,
    Disable,
    Reset,
}

fn step() -> impl Strategy<Value = Step> {
    let verdict = prop_oneof![
        Just(Verdict::Success),
        Just(Verdict::Failure),
        Just(Verdict::Ignore)
    ];
    prop_oneof![
        8 => Just(Step::Call),
        8 => (any::<bool>(), verdict).prop_map(|(newest, verdict)| Step::End { newest, verdict }),
        3 => (0..90_u64).prop_map(|seconds| Step::Wait(Duration::from_secs(seconds))),
        1 => prop_oneof![Just(Step::ForceOpen), Just(Step::Disable), Just(Step::Reset)],
    ]
}

struct Model {
    settings: Settings,
    state: CircuitState,
    /// Which state this is, by number: a call belongs to the one that admitted it.
    era: usize,
    opened_at: Time,
    cooldown: Duration,
    /// Results counted in this era.
    results: Vec<Verdict>,
    /// Calls under way, with their eras.
    running: Vec<usize>,
}

impl Model {
    fn enter(&mut self, state: CircuitState) {
        self.state = state;
        self.era += 1;
        self.results.clear();
    }

    fn open(&mut self, now: Time, cooldown: Duration) {
        self.opened_at = now;
        self.cooldown = cooldown.min(self.settings.max_cooldown);
        self.enter(CircuitState::Open);
    }

    fn call(&mut self, now: Time) -> bool {
        let cooled = now.since(self.opened_at) >= self.cooldown;
        if self.state == CircuitState::Open && cooled {
            self.enter(CircuitState::HalfOpen);
        }
        let probing = self.running.iter().filter(|era| **era == self.era).count();
        let admitted = match self.state {
            CircuitState::Open | CircuitState::ForcedOpen => false,
            CircuitState::HalfOpen => probing < self.settings.probes as usize,
            _ => true,
        };
        if admitted {
            self.running.push(self.era);
        }
        admitted
    }

    fn end(&mut self, now: Time, era: usize, verdict: Verdict) {
        if era != self.era || verdict == Verdict::Ignore {
            return;
        }
        self.results.push(verdict);
        let last_successes = self
            .results
            .iter()
            .rev()
            .take_while(|it| **it == Verdict::Success)
            .count();
        let last_failures = self
            .results
            .iter()
            .rev()
            .take_while(|it| **it == Verdict::Failure)
            .count();
        match self.state {
            CircuitState::Closed if last_failures >= self.settings.threshold as usize => {
                self.open(now, self.settings.cooldown);
            }
            CircuitState::HalfOpen if verdict == Verdict::Failure => {
                self.open(now, self.cooldown * 2);
            }
            CircuitState::HalfOpen if last_successes >= self.settings.probes as usize => {
                self.enter(CircuitState::Closed);
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_machine_does_what_the_contract_says(
        threshold in 1..5_u32,
        probes in 1..4_u32,
        cooldown in 1..40_u64,
        longer in 0..120_u64,
        steps in prop::collection::vec(step(), 1..120),
    ) {
        let settings = Settings {
            threshold,
            probes,
            cooldown: Duration::from_secs(cooldown),
            max_cooldown: Duration::from_secs(cooldown + longer),
        };
        let mut now = Time::ZERO;
        let mut machine = Machine::new(now);
        let mut generations = Vec::new();
        let mut model = Model {
            settings,
            state: CircuitState::Closed,
            era: 0,
            opened_at: now,
            cooldown: settings.cooldown,
            results: Vec::new(),
            running: Vec::new(),
        };
        for step in steps {
            match step {
                Step::Call => {
                    let admitted = machine.admit(&settings, now);
                    prop_assert_eq!(admitted.is_ok(), model.call(now));
                    generations.extend(admitted);
                }
                Step::End { .. } if model.running.is_empty() => {}
                Step::End { newest, verdict } => {
                    let place = if newest { model.running.len() - 1 } else { 0 };
                    let (era, generation) = (model.running.remove(place), generations.remove(place));
                    model.end(now, era, verdict);
                    let _ = machine.settle(&settings, now, generation, verdict);
                }
                Step::Wait(time) => now = now.after(time),
                Step::ForceOpen => {
                    machine.hold(CircuitState::ForcedOpen, now);
                    model.enter(CircuitState::ForcedOpen);
                }
                Step::Disable => {
                    machine.hold(CircuitState::Disabled, now);
                    model.enter(CircuitState::Disabled);
                }
                Step::Reset => {
                    machine.close(now);
                    model.enter(CircuitState::Closed);
                }
            }
            prop_assert_eq!(machine.state(), model.state);
            let left = (model.opened_at.after(model.cooldown)).since(now);
            if model.state == CircuitState::Open {
                prop_assert_eq!(machine.retry_after(now), Some(left));
            }
        }
    }
}

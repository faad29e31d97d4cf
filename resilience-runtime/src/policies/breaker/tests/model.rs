//! Tests of the breaker's state machine against a simple model, with random histories.
//!
//! The model keeps every result of the current state and evaluates the rules over all of them. The state
//! machine keeps counts instead.

use std::mem;
use std::time::Duration;

use proptest::prelude::*;

use super::config::Settings;
use super::state::{Completed, Machine, Mode};
use super::window::Window;
use crate::CircuitState;
use crate::support::clock::Time;
use crate::{Percent, Verdict};

#[derive(Clone, Debug)]
enum Step {
    /// A call arrives.
    Call,
    /// The oldest or newest running call ends; a dropped one as `Ignore`, one that panics or hangs
    /// as `Failure`.
    End {
        newest: bool,
        verdict: Verdict,
    },
    Wait(Duration),
    Hold(CircuitState),
    Reset,
}

fn step() -> impl Strategy<Value = Step> {
    let verdict = prop_oneof![
        3 => Just(Verdict::Success),
        3 => Just(Verdict::Failure),
        1 => Just(Verdict::Ignore)
    ];
    let held = prop_oneof![
        Just(CircuitState::ForcedOpen),
        Just(CircuitState::ForcedClosed),
        Just(CircuitState::Disabled)
    ];
    prop_oneof![
        16 => Just(Step::Call),
        16 => (any::<bool>(), verdict).prop_map(|(newest, verdict)| Step::End { newest, verdict }),
        6 => (0..40_u64).prop_map(|seconds| Step::Wait(Duration::from_secs(seconds))),
        1 => held.prop_map(Step::Hold),
        1 => Just(Step::Reset),
    ]
}

/// Random settings with whole seconds and whole percentages, to keep the model's arithmetic simple.
fn settings() -> impl Strategy<Value = Settings> {
    let seconds = |range| Strategy::prop_map(range, Duration::from_secs);
    let percent = || (1..=100_u32).prop_map(Percent::new);
    let window = prop_oneof![
        (5..20_u32).prop_map(Window::Calls),
        seconds(1..60_u64).prop_map(Window::Time)
    ];
    let rules = (
        prop::option::of(1..5_u32),
        prop::option::of(percent()),
        prop::option::of((seconds(1..20_u64), percent())),
        prop::option::of(window),
        prop::option::of(1..5_u32),
    );
    let rest = (
        seconds(1..40_u64),
        seconds(0..120_u64),
        1..4_u32,
        prop::option::of(seconds(1..20_u64)),
    );
    (rules, rest).prop_map(|(rules, rest)| {
        let (threshold, failure_rate, slow_calls, window, min_calls) = rules;
        let (cooldown, longer, probes, probe_timeout) = rest;
        Settings {
            threshold,
            failure_rate,
            slow_calls,
            window,
            min_calls,
            cooldown,
            max_cooldown: cooldown + longer,
            probes,
            probe_timeout,
            hung: None,
            enabled: true,
        }
    })
}

#[derive(Clone, Copy)]
struct Outcome {
    at: Time,
    failed: bool,
    slow: bool,
}

#[derive(Clone, Copy)]
struct Running {
    /// The number of the state that admitted it.
    era: usize,
    since: Time,
    given_up: bool,
}

struct Model {
    settings: Settings,
    state: CircuitState,
    era: usize,
    opened_at: Time,
    cooldown: Duration,
    /// Results counted in this era.
    results: Vec<Outcome>,
    running: Vec<Running>,
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
        let admitted = match self.state {
            CircuitState::Open | CircuitState::ForcedOpen => false,
            CircuitState::HalfOpen => self.has_slot(now),
            _ => true,
        };
        if admitted {
            self.running.push(Running {
                era: self.era,
                since: now,
                given_up: false,
            });
        }
        admitted
    }

    /// Whether a probe slot is free, or can be taken from a probe that hangs.
    fn has_slot(&mut self, now: Time) -> bool {
        let (era, limit) = (self.era, self.settings.probe_timeout);
        let probing = |call: &&mut Running| call.era == era && !call.given_up;
        if self.running.iter_mut().filter(probing).count() < self.settings.probes as usize {
            return true;
        }
        let hangs = |call: &&mut Running| limit.is_some_and(|it| now.since(call.since) >= it);
        let oldest = self.running.iter_mut().filter(probing).find(hangs);
        oldest.map(|call| call.given_up = true).is_some()
    }

    fn end(&mut self, now: Time, call: Running, verdict: Verdict) -> bool {
        let stale = call.era != self.era || call.given_up;
        if stale || verdict == Verdict::Ignore || self.state == CircuitState::Disabled {
            return false;
        }
        let slow_call = self.settings.slow_calls.map(|(limit, _)| limit);
        let failed = verdict == Verdict::Failure;
        self.results.push(Outcome {
            at: now,
            failed,
            slow: slow_call.is_some_and(|limit| now.since(call.since) >= limit),
        });
        match self.state {
            CircuitState::Closed if self.trips(now) => self.open(now, self.settings.cooldown),
            CircuitState::HalfOpen if failed => self.open(now, self.cooldown * 2),
            CircuitState::HalfOpen if self.results.len() >= self.settings.probes as usize => {
                self.enter(CircuitState::Closed);
            }
            _ => {}
        }
        true
    }

    fn in_a_row(&self) -> usize {
        self.results.iter().rev().take_while(|it| it.failed).count()
    }

    /// The results that the rules count.
    fn in_view(&self, now: Time) -> Vec<Outcome> {
        let newest_first = self.results.iter().rev().copied();
        match self.settings.window.unwrap_or(Window::Calls(100)) {
            Window::Calls(calls) => newest_first.take(calls as usize).collect(),
            Window::Time(time) => newest_first
                .take_while(|it| now.since(it.at) < time)
                .collect(),
        }
    }

    fn trips(&self, now: Time) -> bool {
        let settings = &self.settings;
        let view = self.in_view(now);
        let failures = view.iter().filter(|it| it.failed).count();
        let slow = view.iter().filter(|it| it.slow).count();
        let no_rate = settings.failure_rate.is_none() && settings.slow_calls.is_none();
        let enough = settings.min_calls.unwrap_or(match settings.window {
            Some(Window::Calls(calls)) => calls.min(10),
            _ => 10,
        });
        let reaches = |part: usize, rate: Percent| {
            let percent = (1..=100).find(|n| Percent::new(*n) == rate);
            let percent = percent.expect("whole per cent") as usize;
            view.len() >= enough as usize && part * 100 >= percent * view.len()
        };
        let threshold = match (settings.threshold, settings.window) {
            (Some(n), Some(_)) => failures >= n as usize,
            (Some(n), None) => self.in_a_row() >= n as usize,
            (None, None) => no_rate && self.in_a_row() >= 5,
            (None, Some(_)) => no_rate && failures >= 5,
        };
        threshold
            || settings
                .failure_rate
                .is_some_and(|rate| reaches(failures, rate))
            || settings
                .slow_calls
                .is_some_and(|(_, rate)| reaches(slow, rate))
    }
}

/// The state machine, and the pending successes, as on the fast path.
struct Lazy {
    machine: Machine,
    settings: Settings,
    pending: u64,
}

impl Lazy {
    /// Records the pending successes; returns the state machine.
    fn flushed(&mut self) -> &mut Machine {
        self.machine.record_successes(mem::take(&mut self.pending));
        &mut self.machine
    }

    fn settle(&mut self, now: Time, completed: Completed) -> bool {
        let settings = self.settings;
        let good = completed.verdict == Verdict::Success && !settings.is_slow(completed.took);
        if good && completed.token == self.machine.token() {
            match self.machine.mode(&settings) {
                Mode::CountOnly => return true,
                Mode::DeferSuccesses if now < self.machine.defer_until(&settings) => {
                    self.pending += 1;
                    return true;
                }
                _ => {}
            }
        }
        self.flushed().settle(&settings, || now, completed)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn the_state_machine_does_what_the_contract_says(
        settings in settings(),
        steps in prop::collection::vec((step(), any::<bool>()), 1..160),
    ) {
        let mut now = Time::ZERO;
        let mut lazy = Lazy {
            machine: Machine::new(&settings, now),
            settings,
            pending: 0,
        };
        let mut tokens = Vec::new();
        let mut model = Model {
            settings,
            state: CircuitState::Closed,
            era: 0,
            opened_at: now,
            cooldown: settings.cooldown,
            results: Vec::new(),
            running: Vec::new(),
        };
        for (step, look) in steps {
            match step {
                Step::Call => {
                    let admitted = lazy.machine.admit(&settings, now);
                    prop_assert_eq!(admitted.is_ok(), model.call(now));
                    tokens.extend(admitted);
                }
                Step::End { .. } if model.running.is_empty() => {}
                Step::End { newest, verdict } => {
                    let place = if newest { model.running.len() - 1 } else { 0 };
                    let (call, token) = (model.running.remove(place), tokens.remove(place));
                    let took = now.since(call.since);
                    let counted = lazy.settle(now, Completed { token, verdict, took });
                    prop_assert_eq!(counted, model.end(now, call, verdict));
                }
                Step::Wait(time) => now = now.after(time),
                Step::Hold(state) => {
                    lazy.flushed().force(state, now);
                    if model.state != state {
                        model.enter(state);
                    }
                }
                Step::Reset => {
                    lazy.flushed().close(now);
                    model.enter(CircuitState::Closed);
                }
            }
            // A look flushes the pending successes, so only half of the steps look.
            if look { lazy.flushed(); }
            let machine = &mut lazy.machine.clone();
            machine.record_successes(lazy.pending);
            prop_assert_eq!(machine.state(), model.state);
            let left = (model.opened_at.after(model.cooldown)).since(now);
            if model.state == CircuitState::Open {
                prop_assert_eq!(machine.retry_after(now), Some(left));
            }
            if model.state == CircuitState::Closed {
                prop_assert_eq!(machine.failures_in_a_row() as usize, model.in_a_row());
                if let Some(counts) = machine.counts(now) {
                    let view = model.in_view(now);
                    let count = |is: fn(&&Outcome) -> bool| view.iter().filter(is).count() as u64;
                    let expected = (view.len() as u64, count(|it| it.failed), count(|it| it.slow));
                    prop_assert_eq!((counts.calls, counts.failures, counts.slow), expected);
                }
            }
        }
    }
}

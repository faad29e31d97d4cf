//! The machine of a circuit breaker, case by case.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

struct Bench {
    machine: Machine,
    settings: Settings,
    now: Time,
}

impl Bench {
    fn new() -> Self {
        Self {
            machine: Machine::new(Time::ZERO),
            settings: Settings::DEFAULT,
            now: Time::ZERO,
        }
    }

    fn wait(&mut self, duration: Duration) {
        self.now = self.now.after(duration);
    }

    fn admit(&mut self) -> Result<u64, Refusal> {
        self.machine.admit(&self.settings, self.now)
    }

    fn settle(&mut self, generation: u64, verdict: Verdict) {
        let _counted = self
            .machine
            .settle(&self.settings, self.now, generation, verdict);
    }

    fn call(&mut self, verdict: Verdict) {
        let generation = self.admit().expect("the call is admitted");
        self.settle(generation, verdict);
    }

    fn trip(&mut self) {
        while self.machine.state() == CircuitState::Closed {
            self.call(Verdict::Failure);
        }
    }
}

#[test]
fn only_failures_in_a_row_trip_it() {
    let mut bench = Bench::new();
    for _ in 0..100 {
        for _ in 0..4 {
            bench.call(Verdict::Failure);
        }
        bench.call(Verdict::Success);
    }
    assert_eq!(bench.machine.state(), CircuitState::Closed);
    for _ in 0..4 {
        bench.call(Verdict::Failure);
        bench.call(Verdict::Ignore);
    }
    bench.call(Verdict::Failure);
    assert_eq!(bench.machine.state(), CircuitState::Open);
}

#[test]
fn a_refusal_tells_the_time_left_and_the_age_of_the_last_failure() {
    let mut bench = Bench::new();
    bench.trip();
    bench.wait(12 * SECOND);
    let refusal = bench.admit().expect_err("the breaker is open");
    assert_eq!(
        refusal,
        Refusal {
            retry_after: 18 * SECOND,
            last_failure: Some(12 * SECOND)
        }
    );
}

#[test]
fn half_open_admits_its_probes_and_no_more_until_one_is_given_back() {
    let mut bench = Bench::new();
    bench.trip();
    bench.wait(30 * SECOND);
    let first = bench.admit().expect("a probe");
    assert_eq!((bench.admit(), bench.admit()), (Ok(first), Ok(first)));
    assert_eq!(
        bench.admit().map_err(|refusal| refusal.retry_after),
        Err(Duration::ZERO)
    );
    bench.settle(first, Verdict::Ignore);
    assert_eq!(bench.admit(), Ok(first));
    for _ in 0..3 {
        bench.settle(first, Verdict::Success);
    }
    assert_eq!(bench.machine.state(), CircuitState::Closed);
}

#[test]
fn a_failed_probe_opens_it_again_for_longer_and_a_close_forgets_that() {
    let mut bench = Bench::new();
    bench.settings.cooldown = SECOND;
    bench.settings.max_cooldown = 60 * SECOND;
    bench.trip();
    for doubled in [1, 2, 4] {
        assert_eq!(bench.machine.retry_after(bench.now), Some(doubled * SECOND));
        bench.wait(doubled * SECOND);
        bench.call(Verdict::Failure);
    }
    bench.wait(8 * SECOND);
    for _ in 0..3 {
        bench.call(Verdict::Success);
    }
    bench.trip();
    assert_eq!(bench.machine.retry_after(bench.now), Some(SECOND));
}

#[test]
fn late_results_change_nothing_in_any_state() {
    let mut bench = Bench::new();
    let late = bench.admit().expect("closed");
    bench.trip();
    bench.settle(late, Verdict::Success);
    assert_eq!(bench.machine.state(), CircuitState::Open);
    bench.wait(30 * SECOND);
    let probe = bench.admit().expect("a probe");
    for verdict in [
        Verdict::Failure,
        Verdict::Success,
        Verdict::Success,
        Verdict::Success,
    ] {
        bench.settle(late, verdict);
    }
    assert_eq!(bench.machine.state(), CircuitState::HalfOpen);
    bench.settle(probe, Verdict::Success);
    bench.call(Verdict::Success);
    bench.call(Verdict::Success);
    bench.settle(probe, Verdict::Failure);
    assert_eq!(bench.machine.mode(), Mode::Quiet);
}

#[test]
fn a_held_state_stays_until_it_is_reset() {
    for (state, admits) in [
        (CircuitState::ForcedOpen, false),
        (CircuitState::ForcedClosed, true),
        (CircuitState::Disabled, true),
    ] {
        let mut bench = Bench::new();
        bench.machine.hold(state, bench.now);
        for _ in 0..20 {
            bench.wait(60 * SECOND);
            assert_eq!(bench.admit().is_ok(), admits);
            bench.settle(bench.machine.generation(), Verdict::Failure);
        }
        assert_eq!(bench.machine.state(), state);
        bench.machine.close(bench.now);
        assert_eq!(bench.machine.mode(), Mode::Quiet);
    }
}

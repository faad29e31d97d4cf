//! Tests of the state machine of a circuit breaker.

use super::*;
use crate::Percent;
use crate::policies::breaker::window::Window;

pub(super) const SECOND: Duration = Duration::from_secs(1);

pub(super) struct Bench {
    pub(super) machine: Machine,
    pub(super) settings: Settings,
    pub(super) now: Time,
}

impl Bench {
    fn new() -> Self {
        Self::with(Settings::DEFAULT)
    }

    pub(super) fn with(settings: Settings) -> Self {
        Self {
            machine: Machine::new(&settings, Time::ZERO),
            settings,
            now: Time::ZERO,
        }
    }

    pub(super) fn wait(&mut self, duration: Duration) {
        self.now = self.now.after(duration);
    }

    pub(super) fn admit(&mut self) -> Result<u64, OpenCircuit> {
        self.machine.admit(&self.settings, self.now)
    }

    pub(super) fn settle(&mut self, token: u64, verdict: Verdict) -> bool {
        let took = Duration::ZERO;
        let completed = Completed {
            token,
            verdict,
            took,
        };
        self.machine.settle(&self.settings, || self.now, completed)
    }

    pub(super) fn mode(&self) -> Mode {
        self.machine.mode(&self.settings)
    }

    pub(super) fn call(&mut self, verdict: Verdict) {
        let token = self.admit().expect("the call is admitted");
        self.settle(token, verdict);
    }

    pub(super) fn trip(&mut self) {
        while self.machine.state() == CircuitState::Closed {
            self.call(Verdict::Failure);
        }
    }
}

#[test]
fn only_failures_in_a_row_open_the_breaker() {
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
fn a_rejection_says_the_time_left_and_the_age_of_the_last_failure() {
    let mut bench = Bench::new();
    bench.trip();
    bench.wait(12 * SECOND);
    let open = bench.admit().expect_err("the breaker is open");
    assert_eq!(open.retry_after, 18 * SECOND);
    assert_eq!(open.last_failure, Some(12 * SECOND));
}

#[test]
fn half_open_admits_its_probes_and_no_more_until_one_is_dropped() {
    let mut bench = Bench::new();
    bench.trip();
    bench.wait(30 * SECOND);
    let probes = [(); 3].map(|()| bench.admit().expect("a probe"));
    assert_eq!(
        bench.admit().map_err(|open| open.retry_after),
        Err(Duration::ZERO)
    );
    bench.settle(probes[1], Verdict::Ignore);
    let last = bench.admit().expect("the place is free again");
    for probe in [probes[0], probes[2], last] {
        bench.settle(probe, Verdict::Success);
    }
    assert_eq!(bench.machine.state(), CircuitState::Closed);
}

#[test]
fn a_probe_that_hangs_loses_its_slot_and_its_result_is_ignored() {
    let mut bench = Bench::new();
    bench.settings.probes = 1;
    bench.settings.probe_timeout = Some(5 * SECOND);
    bench.trip();
    bench.wait(30 * SECOND);
    let hanging = bench.admit().expect("a probe");
    bench.wait(Duration::new(4, 999_999_999));
    assert!(bench.admit().is_err());
    bench.wait(Duration::from_nanos(1));
    let next = bench.admit().expect("the place of the one that hangs");
    assert!(!bench.settle(hanging, Verdict::Failure));
    assert_eq!(bench.machine.state(), CircuitState::HalfOpen);
    assert!(bench.admit().is_err(), "it had no place to give back");
    assert!(bench.settle(next, Verdict::Success));
    assert_eq!(bench.machine.state(), CircuitState::Closed);
}

#[test]
fn a_count_window_slides_and_opens_at_the_fifth_failure_of_ten() {
    let mut bench = Bench::with(Settings {
        failure_rate: Some(Percent::new(50)),
        window: Some(Window::Calls(10)),
        ..Settings::DEFAULT
    });
    (0..10_000).for_each(|_| bench.call(Verdict::Success));
    assert_eq!(
        bench.mode(),
        Mode::CountOnly,
        "another success changes nothing"
    );
    (0..4).for_each(|_| bench.call(Verdict::Failure));
    assert_eq!(bench.machine.state(), CircuitState::Closed);
    bench.call(Verdict::Failure);
    assert_eq!(bench.machine.state(), CircuitState::Open);
}

#[test]
fn a_rate_counts_from_min_calls_on_and_a_success_can_reach_them() {
    let mut bench = Bench::with(Settings {
        failure_rate: Some(Percent::new(50)),
        min_calls: Some(4),
        ..Settings::DEFAULT
    });
    bench.call(Verdict::Success);
    bench.call(Verdict::Failure);
    bench.call(Verdict::Failure);
    assert_eq!(bench.machine.state(), CircuitState::Closed);
    bench.call(Verdict::Success);
    assert_eq!(bench.machine.state(), CircuitState::Open);
}

#[test]
fn failures_an_hour_old_never_count() {
    for (threshold, failure_rate) in [(Some(3), None), (None, Some(Percent::new(50)))] {
        let mut bench = Bench::with(Settings {
            threshold,
            failure_rate,
            window: Some(Window::Time(10 * SECOND)),
            min_calls: Some(3),
            ..Settings::DEFAULT
        });
        bench.call(Verdict::Failure);
        bench.call(Verdict::Failure);
        bench.wait(3_600 * SECOND);
        bench.call(Verdict::Failure);
        bench.call(Verdict::Failure);
        assert_eq!(bench.machine.state(), CircuitState::Closed);
        bench.wait(9 * SECOND);
        bench.call(Verdict::Failure);
        assert_eq!(bench.machine.state(), CircuitState::Open);
    }
}

#[test]
fn slow_successes_open_the_breaker() {
    let mut bench = Bench::with(Settings {
        slow_calls: Some((2 * SECOND, Percent::new(80))),
        min_calls: Some(5),
        ..Settings::DEFAULT
    });
    for took in [2, 2, 1, 3, 30] {
        assert_eq!(bench.machine.state(), CircuitState::Closed);
        let token = bench.admit().expect("closed");
        let completed = Completed {
            token,
            verdict: Verdict::Success,
            took: took * SECOND,
        };
        bench
            .machine
            .settle(&bench.settings, || bench.now, completed);
    }
    assert_eq!(bench.machine.state(), CircuitState::Open);
}

#[test]
fn other_settings_keep_the_state_and_the_counts() {
    let mut bench = Bench::new();
    (0..4).for_each(|_| bench.call(Verdict::Failure));
    bench.settings.threshold = Some(7);
    bench.machine.adopt(&bench.settings, bench.now);
    (0..2).for_each(|_| bench.call(Verdict::Failure));
    assert_eq!(bench.machine.state(), CircuitState::Closed);
    bench.call(Verdict::Failure);
    assert_eq!(bench.machine.state(), CircuitState::Open);

    let window = |calls| Settings {
        threshold: Some(5),
        window: Some(Window::Calls(calls)),
        ..Settings::DEFAULT
    };
    let mut bench = Bench::with(window(50));
    (0..4).for_each(|_| bench.call(Verdict::Failure));
    bench.settings = window(20);
    bench.machine.adopt(&bench.settings, bench.now);
    bench.call(Verdict::Failure);
    assert_eq!(bench.machine.state(), CircuitState::Open);
}

#[test]
fn extreme_settings_neither_overflow_nor_panic() {
    const YEAR: Duration = Duration::from_secs(31_536_000);
    const INSTANT: Duration = Duration::from_nanos(1);
    let windows = [
        Window::Calls(1),
        Window::Calls(u32::MAX),
        Window::Time(INSTANT),
        Window::Time(YEAR),
        Window::Time(Duration::MAX),
    ];
    for (window, number, time) in windows.into_iter().flat_map(|window| {
        [(1, INSTANT), (u32::MAX, YEAR), (u32::MAX, Duration::MAX)]
            .map(|(number, time)| (window, number, time))
    }) {
        let mut bench = Bench::with(Settings {
            threshold: Some(number),
            failure_rate: Some(Percent::from_millionths(1)),
            slow_calls: Some((time, Percent::new(100))),
            window: Some(window),
            min_calls: Some(number),
            cooldown: time,
            max_cooldown: Duration::MAX,
            probes: number,
            probe_timeout: Some(time),
            hung: Some(time),
            enabled: true,
        });
        for _ in 0..if cfg!(miri) { 9 } else { 200 } {
            for verdict in [Verdict::Failure, Verdict::Success, Verdict::Ignore] {
                if let Ok(token) = bench.admit() {
                    let completed = Completed {
                        token,
                        verdict,
                        took: time,
                    };
                    bench
                        .machine
                        .settle(&bench.settings, || bench.now, completed);
                }
                bench.wait(time);
                let _ = (bench.machine.counts(bench.now), bench.mode());
            }
        }
    }
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
    let probes = [(); 3].map(|()| bench.admit().expect("a probe"));
    for verdict in [
        Verdict::Failure,
        Verdict::Success,
        Verdict::Success,
        Verdict::Success,
    ] {
        bench.settle(late, verdict);
    }
    assert_eq!(bench.machine.state(), CircuitState::HalfOpen);
    for probe in probes {
        bench.settle(probe, Verdict::Success);
    }
    bench.settle(probes[0], Verdict::Failure);
    assert_eq!(bench.mode(), Mode::CountOnly);
}

#[test]
fn a_forced_state_stays_until_a_reset() {
    for (state, admits) in [
        (CircuitState::ForcedOpen, false),
        (CircuitState::ForcedClosed, true),
        (CircuitState::Disabled, true),
    ] {
        let mut bench = Bench::new();
        bench.machine.force(state, bench.now);
        for _ in 0..20 {
            bench.wait(60 * SECOND);
            assert_eq!(bench.admit().is_ok(), admits);
            bench.settle(bench.machine.token(), Verdict::Failure);
        }
        assert_eq!(bench.machine.state(), state);
        bench.machine.close(bench.now);
        assert_eq!(bench.mode(), Mode::CountOnly);
    }
}

/// Enables or disables the breaker, as a change of settings does.
fn set_enabled(bench: &mut Bench, enabled: bool) {
    bench.settings.enabled = enabled;
    bench.machine.adopt(&bench.settings, bench.now);
}

#[test]
fn a_disabled_breaker_counts_nothing_and_later_returns_to_its_state() {
    let mut bench = Bench::new();
    (0..4).for_each(|_| bench.call(Verdict::Failure));
    let before = bench.admit().expect("closed");
    set_enabled(&mut bench, false);
    assert_eq!(bench.machine.state(), CircuitState::Disabled);
    assert!(!bench.settle(before, Verdict::Failure));
    (0..9).for_each(|_| bench.call(Verdict::Failure));
    let meanwhile = bench.admit().expect("disabled");
    set_enabled(&mut bench, true);
    assert_eq!(bench.machine.state(), CircuitState::Closed);
    for late in [before, meanwhile] {
        assert!(!bench.settle(late, Verdict::Failure), "of another state");
    }
    bench.call(Verdict::Failure);
    assert_eq!(bench.machine.state(), CircuitState::Open, "the fifth");

    set_enabled(&mut bench, false);
    assert!(bench.admit().is_ok() && bench.machine.retry_after(bench.now).is_none());
    bench.wait(29 * SECOND);
    set_enabled(&mut bench, true);
    assert_eq!(bench.machine.retry_after(bench.now), Some(SECOND));
    bench.wait(SECOND);
    bench.call(Verdict::Success);
    let probe = bench.admit().expect("a probe");
    set_enabled(&mut bench, false);
    set_enabled(&mut bench, true);
    assert_eq!(bench.machine.state(), CircuitState::HalfOpen);
    assert!(!bench.settle(probe, Verdict::Failure));
    (0..2).for_each(|_| bench.call(Verdict::Success));
    assert_eq!(
        bench.machine.state(),
        CircuitState::Closed,
        "three of three"
    );
}

#[test]
fn an_operator_overrides_the_setting_enabled_and_a_reset_does_not() {
    let mut bench = Bench::with(Settings {
        enabled: false,
        ..Settings::DEFAULT
    });
    assert_eq!(
        bench.machine.state(),
        CircuitState::Disabled,
        "from the start"
    );
    bench.machine.force(CircuitState::ForcedOpen, bench.now);
    assert!(bench.admit().is_err());
    set_enabled(&mut bench, true);
    assert_eq!(bench.machine.state(), CircuitState::ForcedOpen);
    set_enabled(&mut bench, false);
    assert_eq!(
        bench.machine.state(),
        CircuitState::Disabled,
        "the newest word"
    );
    bench.machine.close(bench.now);
    assert_eq!(bench.machine.state(), CircuitState::Disabled);
    set_enabled(&mut bench, true);
    assert_eq!(bench.machine.state(), CircuitState::Closed);
    set_enabled(&mut bench, false);
    bench.machine.force(CircuitState::Disabled, bench.now);
    set_enabled(&mut bench, true);
    assert_eq!(bench.machine.state(), CircuitState::Disabled, "by hand");
}

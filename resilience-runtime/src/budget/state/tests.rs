//! The machine of a retry budget, case by case.

use super::*;
use crate::Percent;

const SECOND: Duration = Duration::from_secs(1);

fn grants(machine: &mut Machine, settings: &Settings, now: Time, asked: usize) -> usize {
    (0..asked)
        .filter_map(|_| machine.withdraw(settings, now))
        .count()
}

#[test]
fn a_fresh_budget_grants_its_burst_and_then_what_time_earns() {
    let settings = Settings::DEFAULT;
    let mut machine = Machine::new(&settings, Time::ZERO);
    assert_eq!(grants(&mut machine, &settings, Time::ZERO, 600), 20);
    assert_eq!(
        grants(&mut machine, &settings, Time::ZERO.after(SECOND), 600),
        0
    );
    assert_eq!(
        grants(&mut machine, &settings, Time::ZERO.after(2 * SECOND), 600),
        1
    );
}

#[test]
fn a_total_failure_is_granted_the_floor_and_no_more_in_any_window() {
    let settings = Settings::DEFAULT;
    let mut machine = Machine::new(&settings, Time::ZERO);
    let mut granted = Vec::new();
    for tick in 0..6_000 {
        let now = Time::ZERO.after(tick * SECOND / 10);
        granted.extend(
            (0..10)
                .filter_map(|_| machine.withdraw(&settings, now))
                .map(|_| now),
        );
    }
    for (end, last) in granted.iter().enumerate() {
        let window = granted[..=end]
            .iter()
            .filter(|at| last.since(**at) < settings.window)
            .count();
        assert!(
            window <= 30,
            "{window} retries in the minute before {last:?}"
        );
    }
    assert!(
        granted.len() > 250,
        "the floor is paid out: {}",
        granted.len()
    );
}

#[test]
fn successes_pay_for_retries_and_are_forgotten_after_the_window() {
    let settings = Settings {
        millionths_per_sec: 0,
        ..Settings::DEFAULT
    };
    let mut machine = Machine::new(&settings, Time::ZERO);
    assert_eq!(grants(&mut machine, &settings, Time::ZERO, 5), 0);
    for _ in 0..59 {
        machine.deposit(&settings, Time::ZERO);
    }
    assert_eq!(machine.balance(&settings, Time::ZERO), 5);
    assert_eq!(grants(&mut machine, &settings, Time::ZERO, 2), 2);
    assert_eq!(
        grants(&mut machine, &settings, Time::ZERO.after(61 * SECOND), 5),
        0
    );
}

#[test]
fn a_refund_gives_back_what_was_taken_and_no_more() {
    let settings = Settings {
        millionths_per_sec: 0,
        burst: 1,
        ..Settings::DEFAULT
    };
    let mut machine = Machine::new(&settings, Time::ZERO);
    for _ in 0..10 {
        machine.deposit(&settings, Time::ZERO);
    }
    for _ in 0..100 {
        let slot = machine.withdraw(&settings, Time::ZERO).expect("one token");
        assert_eq!(machine.withdraw(&settings, Time::ZERO), None);
        machine.refund(&settings, slot);
    }
    assert_eq!(machine.balance(&settings, Time::ZERO), 1);
}

#[test]
fn other_settings_do_not_forget_what_was_granted() {
    let settings = Settings::DEFAULT;
    let mut machine = Machine::new(&settings, Time::ZERO);
    assert_eq!(grants(&mut machine, &settings, Time::ZERO, 20), 20);
    let wider = Settings {
        burst: 40,
        ..settings
    };
    machine.adopt(&settings, &wider, Time::ZERO);
    let granted: usize = (0..60)
        .map(|second| grants(&mut machine, &wider, Time::ZERO.after(second * SECOND), 40))
        .sum();
    assert_eq!(granted, 10, "30 in the first minute, by whichever settings");
}

#[test]
fn extreme_settings_neither_overflow_nor_starve() {
    let settings = Settings {
        ratio: Percent::new(100),
        window: Duration::MAX,
        millionths_per_sec: 1_000_000_000_000,
        burst: u32::MAX,
    };
    let mut machine = Machine::new(&settings, Time::ZERO);
    assert_eq!(
        grants(
            &mut machine,
            &settings,
            Time::ZERO.after(Duration::MAX),
            100
        ),
        100
    );
    let tiny = Settings {
        window: Duration::from_nanos(1),
        ..Settings::DEFAULT
    };
    let mut machine = Machine::new(&tiny, Time::ZERO);
    machine.deposit(&tiny, Time::ZERO.after(Duration::from_nanos(1)));
    assert_eq!(machine.balance(&tiny, Time::ZERO.after(SECOND)), 0);
}

//! The machine of a retry budget: every cell of the table on [`RetryBudget`](crate::RetryBudget), and
//! what follows from it.

use super::*;
use crate::Percent;

const SECOND: Duration = Duration::from_secs(1);

/// The states of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    InCredit,
    Empty,
    Exhausted,
}

/// The events of the table.
#[derive(Clone, Copy, Debug)]
enum Event {
    Succeeds,
    Asks,
    NotSent,
    Passes(Duration),
}

/// What becomes of the retry that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Granted,
    Refused,
    /// None is asked for.
    None,
}

/// What is in the bucket, in hundredths of a retry; successes and grants in the window.
type Counts = (u128, u64, u64);

/// A success is half a retry, four seconds are one, and the window starts with four; the bucket
/// holds two.
const HALVES: Settings = Settings {
    ratio: Percent::new(50),
    window: Duration::from_secs(16),
    millionths_per_sec: 250_000,
    burst: 2,
    enabled: true,
};

/// A machine at half a second, with its successes and grants in the slot of the first second.
fn machine((bucket, successes, grants): Counts) -> Machine {
    let mut machine = Machine::new(&HALVES, Time::ZERO.after(SECOND / 2));
    machine.level = bucket * TOKEN / 100;
    let slot = machine.slot(&HALVES, machine.now);
    slot.successes = successes;
    slot.grant(grants, Time::ZERO.after(SECOND / 2));
    machine
}

fn counts(machine: &Machine) -> Counts {
    let window = machine.in_window(&HALVES);
    (
        machine.level * 100 / TOKEN,
        window.iter().map(|slot| slot.successes).sum(),
        window.iter().map(|slot| slot.grants).sum(),
    )
}

fn state(machine: &Machine) -> State {
    if machine.level < TOKEN {
        State::Empty
    } else if machine.left_in_window(&HALVES) < TOKEN {
        State::Exhausted
    } else {
        State::InCredit
    }
}

fn apply(machine: &mut Machine, event: Event) -> Fate {
    let now = machine.now;
    match event {
        Event::Succeeds => machine.deposit(&HALVES, now, 1),
        Event::Asks => {
            return match machine.withdraw(&HALVES, now) {
                Some(_) => Fate::Granted,
                None => Fate::Refused,
            };
        }
        Event::NotSent => machine.refund(&HALVES, 0),
        Event::Passes(time) => machine.advance(&HALVES, now.after(time)),
    }
    Fate::None
}

#[test]
fn every_cell_of_the_table() {
    use Event::{Asks, NotSent, Passes, Succeeds};
    use Fate::{Granted, None, Refused};
    use State::{Empty, Exhausted, InCredit};

    // Successes leave the window with their slot, grants when they are as old as it is long.
    let successes_leave = Passes(SECOND * 31 / 2);
    let grants_leave = Passes(SECOND * 16);

    // The state, with its counts; the event; what becomes of the retry; the counts; the next state.
    #[rustfmt::skip]
    let cells = [
        (InCredit,  (100, 0, 0), Succeeds,           None,    (150, 1, 0), InCredit),
        (InCredit,  (200, 0, 0), Succeeds,           None,    (200, 1, 0), InCredit),
        (InCredit,  (200, 0, 0), Asks,               Granted, (100, 0, 1), InCredit),
        (InCredit,  (100, 0, 0), Asks,               Granted, (0, 0, 1),   Empty),
        (InCredit,  (200, 0, 3), Asks,               Granted, (100, 0, 4), Exhausted),
        (InCredit,  (100, 0, 1), NotSent,            None,    (200, 0, 0), InCredit),
        (InCredit,  (200, 0, 1), NotSent,            None,    (200, 0, 0), InCredit),
        (InCredit,  (100, 0, 0), Passes(2 * SECOND), None,    (150, 0, 0), InCredit),
        (InCredit,  (200, 2, 4), successes_leave,    None,    (200, 0, 4), Exhausted),

        (Empty,     (0, 0, 0),   Succeeds,           None,    (50, 1, 0),  Empty),
        (Empty,     (50, 0, 0),  Succeeds,           None,    (100, 1, 0), InCredit),
        (Empty,     (50, 0, 4),  Succeeds,           None,    (100, 1, 4), Exhausted),
        (Empty,     (99, 0, 0),  Asks,               Refused, (99, 0, 0),  Empty),
        (Empty,     (0, 0, 1),   NotSent,            None,    (100, 0, 0), InCredit),
        (Empty,     (0, 0, 5),   NotSent,            None,    (100, 0, 4), Exhausted),
        (Empty,     (0, 0, 0),   Passes(2 * SECOND), None,    (50, 0, 0),  Empty),
        (Empty,     (0, 0, 0),   Passes(4 * SECOND), None,    (100, 0, 0), InCredit),
        (Empty,     (0, 0, 4),   Passes(4 * SECOND), None,    (100, 0, 4), Exhausted),

        (Exhausted, (100, 0, 4), Succeeds,           None,    (150, 1, 4), Exhausted),
        (Exhausted, (100, 1, 4), Succeeds,           None,    (150, 2, 4), InCredit),
        (Exhausted, (100, 1, 4), Asks,               Refused, (100, 1, 4), Exhausted),
        (Exhausted, (100, 0, 5), NotSent,            None,    (200, 0, 4), Exhausted),
        (Exhausted, (100, 0, 4), NotSent,            None,    (200, 0, 3), InCredit),
        (Exhausted, (100, 0, 4), Passes(4 * SECOND), None,    (200, 0, 4), Exhausted),
        (Exhausted, (200, 1, 4), grants_leave,       None,    (200, 0, 0), InCredit),
    ];
    for (number, row) in cells.into_iter().enumerate() {
        let (from, before, event, fate, after, next) = row;
        let mut machine = machine(before);
        assert_eq!(state(&machine), from, "row {number}: {row:?}");
        assert_eq!(apply(&mut machine, event), fate, "row {number}: {row:?}");
        assert_eq!(counts(&machine), after, "row {number}: {row:?}");
        assert_eq!(state(&machine), next, "row {number}: {row:?}");
    }
}

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
#[cfg_attr(miri, ignore = "a long history, of numbers only")]
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
        machine.deposit(&settings, Time::ZERO, 1);
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
        machine.deposit(&settings, Time::ZERO, 1);
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
fn another_window_counts_what_the_old_one_remembers_and_never_more() {
    let settings = |seconds| Settings {
        ratio: Percent::new(100),
        window: seconds * SECOND,
        millionths_per_sec: 0,
        burst: 1_000,
        enabled: true,
    };
    for (old, new, at_least, at_most) in [(160, 160, 15, 15), (160, 80, 6, 7), (160, 640, 15, 15)] {
        let (old, new) = (settings(old), settings(new));
        let mut machine = Machine::new(&old, Time::ZERO);
        // One success in each slot of ten seconds, from the first on to the one that has just begun;
        // the window has no more than fifteen of them whole.
        for slot in 0..=16 {
            machine.deposit(&old, Time::ZERO.after(slot * 10 * SECOND), 1);
        }
        let now = Time::ZERO.after(165 * SECOND);
        let granted = machine.withdraw(&old, now).expect("sixteen are earned");
        machine.adopt(&old, &new, now);
        let left = machine.balance(&new, now);
        assert!((at_least..=at_most).contains(&left), "{new:?}: {left}");
        machine.refund(&new, granted);
        assert!(machine.balance(&new, now) <= left + 1);
    }
}

#[test]
fn time_before_a_change_earns_by_the_settings_of_its_time() {
    let old = Settings {
        millionths_per_sec: 0,
        ..Settings::DEFAULT
    };
    let new = Settings {
        window: SECOND,
        millionths_per_sec: 1_000_000,
        ..Settings::DEFAULT
    };
    let mut machine = Machine::new(&old, Time::ZERO);
    let now = Time::ZERO.after(100 * SECOND);
    machine.adopt(&old, &new, now);
    machine.advance(&new, now);
    assert_eq!(machine.level, TOKEN, "what an idle window leaves, no more");
    machine.advance(&new, now.after(SECOND));
    assert_eq!(machine.level, 2 * TOKEN);
}

#[test]
fn extreme_settings_neither_overflow_nor_starve() {
    let settings = Settings {
        ratio: Percent::new(100),
        window: Duration::MAX,
        millionths_per_sec: 1_000_000_000_000,
        burst: u32::MAX,
        enabled: true,
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
    machine.deposit(&tiny, Time::ZERO.after(Duration::from_nanos(1)), 1);
    assert_eq!(machine.balance(&tiny, Time::ZERO.after(SECOND)), 0);
}

#[test]
fn a_budget_that_is_switched_off_grants_every_retry_and_takes_nothing_for_it() {
    let on = Settings {
        millionths_per_sec: 0,
        ratio: Percent::new(100),
        ..Settings::DEFAULT
    };
    let off = Settings {
        enabled: false,
        ..on
    };
    let mut machine = Machine::new(&on, Time::ZERO);
    machine.deposit(&on, Time::ZERO, 3);
    machine.adopt(&on, &off, Time::ZERO);
    assert_eq!(grants(&mut machine, &off, Time::ZERO, 100), 100);
    assert_eq!(machine.balance(&off, Time::ZERO), u32::MAX);
    let free = machine.withdraw(&off, Time::ZERO).expect("granted");
    machine.refund(&off, free);
    machine.deposit(&off, Time::ZERO, 1);
    machine.adopt(&off, &on, Time::ZERO);
    machine.refund(&on, free);
    assert_eq!(machine.balance(&on, Time::ZERO), 4);
}

//! The machine of a bulkhead: every cell of the table on [`Bulkhead`](crate::Bulkhead), and its
//! queue.

use std::cmp::Ordering;
use std::time::Duration;

use super::*;

fn poll(machine: &mut Machine, ticket: u64) -> bool {
    machine.poll(ticket, &mut Some(Waker::noop().clone()))
}

/// The states of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Free,
    Busy,
    Queued,
    Full,
    Over,
}

/// The events of the table.
#[derive(Clone, Copy, Debug)]
enum Event {
    Asks,
    ComesBack,
    GivesUp,
    Grows,
    Shrinks,
}

/// What becomes of the call that asks, or of a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// The call has a permit.
    Admitted,
    /// The call waits.
    Waits,
    /// The call has neither.
    Refused,
    /// The first waiter has a permit that it did not have.
    Handed,
    /// No waiter has been handed a permit.
    Stays,
}

/// A machine with so many running and waiting, and the waiters' tickets.
struct Cell {
    settings: Settings,
    machine: Machine,
    tickets: Vec<u64>,
}

impl Cell {
    /// Where more are to run than may, they were let in before `max` was lowered.
    fn with(max: u32, queue: u32, running: u32, waiting: u32) -> Self {
        let settings = |max, queue| Settings {
            max: Some(max),
            queue: Some(queue),
            ..Settings::DEFAULT
        };
        let mut machine = Machine::default();
        let wide = settings(running.max(1), waiting);
        for _ in 0..running {
            assert_eq!(machine.acquire(&wide), Entry::Admitted);
        }
        let queued = |_| match machine.acquire(&wide) {
            Entry::Queued(ticket) => ticket,
            other => panic!("no permit is free, and there is room: {other:?}"),
        };
        let tickets: Vec<_> = (0..waiting).map(queued).collect();
        for ticket in &tickets {
            assert!(!poll(&mut machine, *ticket));
        }
        Self {
            settings: settings(max, queue),
            machine,
            tickets,
        }
    }

    fn state(&self) -> State {
        let (running, waiting) = (self.machine.in_flight(), self.machine.waiting());
        let room = self
            .settings
            .queue
            .is_none_or(|queue| waiting < queue as usize);
        match running.cmp(&self.settings.limit()) {
            Ordering::Less => State::Free,
            Ordering::Equal if waiting == 0 => State::Busy,
            Ordering::Equal if room => State::Queued,
            Ordering::Equal => State::Full,
            Ordering::Greater => State::Over,
        }
    }

    fn apply(&mut self, event: Event) -> Fate {
        let max = self.settings.limit();
        let woken = match event {
            Event::Asks => {
                return match self.machine.acquire(&self.settings) {
                    Entry::Admitted => Fate::Admitted,
                    Entry::Queued(_) => Fate::Waits,
                    Entry::Full { .. } => Fate::Refused,
                };
            }
            Event::GivesUp => {
                let last = self.tickets.pop().expect("a cell in which someone waits");
                let ended = self.machine.cancel(&self.settings, last);
                assert!(
                    matches!(ended, Cancelled::Waiting(Some(_))),
                    "its own waker"
                );
                None
            }
            Event::ComesBack => self.machine.release(&self.settings),
            Event::Grows => {
                self.settings.max = Some(max + 1);
                self.machine.hand_over(&self.settings)
            }
            Event::Shrinks => {
                self.settings.max = Some(max - 1);
                self.machine.hand_over(&self.settings)
            }
        };
        let handed = self
            .tickets
            .first()
            .is_some_and(|first| poll(&mut self.machine, *first));
        assert_eq!(handed, woken.is_some(), "the first is handed it, and woken");
        if handed { Fate::Handed } else { Fate::Stays }
    }
}

#[test]
fn every_cell_of_the_table() {
    use Event::{Asks, ComesBack, GivesUp, Grows, Shrinks};
    use Fate::{Admitted, Handed, Refused, Stays, Waits};
    use State::{Busy, Free, Full, Over, Queued};

    // The state, with `max`, `queue`, running and waiting; the event; what becomes of the call or
    // the permit; running and waiting; the next state.
    #[rustfmt::skip]
    let cells = [
        (Free,   (2, 2, 0, 0), Asks,      Admitted, (1, 0), Free),
        (Free,   (2, 2, 1, 0), Asks,      Admitted, (2, 0), Busy),
        (Free,   (2, 2, 1, 0), ComesBack, Stays,    (0, 0), Free),
        (Free,   (2, 2, 1, 0), Grows,     Stays,    (1, 0), Free),
        (Free,   (3, 2, 1, 0), Shrinks,   Stays,    (1, 0), Free),
        (Free,   (2, 2, 1, 0), Shrinks,   Stays,    (1, 0), Busy),

        (Busy,   (2, 2, 2, 0), Asks,      Waits,    (2, 1), Queued),
        (Busy,   (2, 1, 2, 0), Asks,      Waits,    (2, 1), Full),
        (Busy,   (2, 2, 2, 0), ComesBack, Stays,    (1, 0), Free),
        (Busy,   (2, 2, 2, 0), Grows,     Stays,    (2, 0), Free),
        (Busy,   (2, 2, 2, 0), Shrinks,   Stays,    (2, 0), Over),

        (Queued, (2, 3, 2, 1), Asks,      Waits,    (2, 2), Queued),
        (Queued, (2, 2, 2, 1), Asks,      Waits,    (2, 2), Full),
        (Queued, (2, 3, 2, 2), ComesBack, Handed,   (2, 1), Queued),
        (Queued, (2, 2, 2, 1), ComesBack, Handed,   (2, 0), Busy),
        (Queued, (2, 3, 2, 2), GivesUp,   Stays,    (2, 1), Queued),
        (Queued, (2, 2, 2, 1), GivesUp,   Stays,    (2, 0), Busy),
        (Queued, (2, 3, 2, 2), Grows,     Handed,   (3, 1), Queued),
        (Queued, (2, 2, 2, 1), Grows,     Handed,   (3, 0), Busy),
        (Queued, (2, 2, 2, 1), Shrinks,   Stays,    (2, 1), Over),

        (Full,   (2, 2, 2, 2), Asks,      Refused,  (2, 2), Full),
        (Full,   (2, 2, 2, 2), ComesBack, Handed,   (2, 1), Queued),
        (Full,   (2, 1, 2, 1), ComesBack, Handed,   (2, 0), Busy),
        (Full,   (2, 2, 2, 2), GivesUp,   Stays,    (2, 1), Queued),
        (Full,   (2, 1, 2, 1), GivesUp,   Stays,    (2, 0), Busy),
        (Full,   (2, 2, 2, 2), Grows,     Handed,   (3, 1), Queued),
        (Full,   (2, 1, 2, 1), Grows,     Handed,   (3, 0), Busy),
        (Full,   (2, 2, 2, 2), Shrinks,   Stays,    (2, 2), Over),

        (Over,   (1, 2, 2, 0), Asks,      Waits,    (2, 1), Over),
        (Over,   (1, 2, 2, 2), Asks,      Refused,  (2, 2), Over),
        (Over,   (1, 2, 3, 1), ComesBack, Stays,    (2, 1), Over),
        (Over,   (1, 2, 2, 0), ComesBack, Stays,    (1, 0), Busy),
        (Over,   (1, 2, 2, 1), ComesBack, Stays,    (1, 1), Queued),
        (Over,   (1, 2, 2, 2), ComesBack, Stays,    (1, 2), Full),
        (Over,   (1, 2, 2, 2), GivesUp,   Stays,    (2, 1), Over),
        (Over,   (1, 2, 3, 1), Grows,     Stays,    (3, 1), Over),
        (Over,   (1, 2, 2, 0), Grows,     Stays,    (2, 0), Busy),
        (Over,   (1, 2, 2, 1), Grows,     Stays,    (2, 1), Queued),
        (Over,   (1, 2, 2, 2), Grows,     Stays,    (2, 2), Full),
        (Over,   (2, 2, 3, 1), Shrinks,   Stays,    (3, 1), Over),

        // A queue of zero, and one that was lowered.
        (Busy,   (2, 0, 2, 0), Asks,      Refused,  (2, 0), Busy),
        (Over,   (1, 0, 2, 0), Asks,      Refused,  (2, 0), Over),
        (Full,   (2, 0, 2, 1), ComesBack, Handed,   (2, 0), Busy),
        (Full,   (2, 1, 2, 3), ComesBack, Handed,   (2, 2), Full),
        (Full,   (2, 1, 2, 3), GivesUp,   Stays,    (2, 2), Full),
        (Full,   (2, 1, 2, 3), Grows,     Handed,   (3, 2), Full),
    ];
    for (number, row) in cells.into_iter().enumerate() {
        let (state, (max, queue, running, waiting), event, fate, counts, next) = row;
        let mut cell = Cell::with(max, queue, running, waiting);
        assert_eq!(cell.state(), state, "row {number}: {row:?}");
        assert_eq!(cell.apply(event), fate, "row {number}: {row:?}");
        let counted = (cell.machine.in_flight(), cell.machine.waiting());
        assert_eq!(counted, counts, "row {number}: {row:?}");
        assert_eq!(cell.state(), next, "row {number}: {row:?}");
    }
}

#[test]
fn a_wait_of_zero_refuses_as_a_queue_of_zero_does() {
    for (running, waiting) in [(2, 0), (2, 1), (2, 2), (3, 1)] {
        let mut cell = Cell::with(2, 2, running, waiting);
        cell.settings.wait = Duration::ZERO;
        assert_eq!(cell.apply(Event::Asks), Fate::Refused);
    }
}

fn full(queue: Option<u32>) -> (Machine, Settings) {
    let settings = Settings {
        max: Some(1),
        queue,
        ..Settings::DEFAULT
    };
    let mut machine = Machine::default();
    assert_eq!(machine.acquire(&settings), Entry::Admitted);
    (machine, settings)
}

#[test]
fn permits_go_to_waiters_in_their_order_and_never_to_a_newcomer() {
    let (mut machine, settings) = full(None);
    let (first, second) = (machine.acquire(&settings), machine.acquire(&settings));
    assert_eq!((first, second), (Entry::Queued(0), Entry::Queued(1)));
    assert!(!poll(&mut machine, 0) && !poll(&mut machine, 1));
    assert!(machine.release(&settings).is_some());
    assert_eq!(machine.acquire(&settings), Entry::Queued(2));
    assert!(poll(&mut machine, 0) && !poll(&mut machine, 1));
}

#[test]
fn a_waiter_that_gives_up_frees_its_place_at_once() {
    let (mut machine, settings) = full(Some(1));
    assert_eq!(machine.acquire(&settings), Entry::Queued(0));
    assert_eq!(machine.acquire(&settings), Entry::Full { waiting: 1 });
    assert!(matches!(
        machine.cancel(&settings, 0),
        Cancelled::Waiting(None)
    ));
    assert_eq!(machine.acquire(&settings), Entry::Queued(1));
}

#[test]
fn a_permit_handed_to_one_who_has_gone_goes_to_the_next() {
    let (mut machine, settings) = full(None);
    machine.acquire(&settings);
    machine.acquire(&settings);
    poll(&mut machine, 1);
    machine.release(&settings);
    assert!(matches!(
        machine.cancel(&settings, 0),
        Cancelled::Admitted(Some(_))
    ));
    assert!(poll(&mut machine, 1));
    machine.release(&settings);
    assert_eq!(
        (machine.in_flight(), machine.waiting(), machine.peak()),
        (0, 0, 1)
    );
}

#[test]
fn a_smaller_max_lets_running_calls_end_and_a_larger_one_lets_waiters_in() {
    let (mut machine, mut settings) = full(None);
    machine.acquire(&settings);
    poll(&mut machine, 0);
    settings.max = Some(2);
    assert!(machine.hand_over(&settings).is_some());
    settings.max = Some(1);
    machine.acquire(&settings);
    assert!(machine.release(&settings).is_none());
    assert_eq!((machine.in_flight(), machine.waiting()), (1, 1));
}

#[test]
fn a_bulkhead_that_is_switched_off_lets_all_in_and_still_counts_them() {
    let on = Settings {
        max: Some(1),
        ..Settings::DEFAULT
    };
    let off = Settings {
        enabled: false,
        ..on
    };
    let mut machine = Machine::default();
    assert_eq!(machine.acquire(&on), Entry::Admitted);
    assert!(matches!(machine.acquire(&on), Entry::Queued(_)));
    assert!(machine.hand_over(&off).is_none(), "it was never polled");
    assert_eq!((machine.in_flight(), machine.waiting()), (2, 0));
    assert_eq!(machine.acquire(&off), Entry::Admitted);
    assert!(matches!(machine.acquire(&on), Entry::Queued(_)));
    machine.release(&on);
    assert_eq!((machine.in_flight(), machine.waiting()), (2, 1));
}

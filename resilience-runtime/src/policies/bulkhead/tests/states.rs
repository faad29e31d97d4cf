//! Tests of the bulkhead's state machine: every cell of the table on [`Bulkhead`](crate::Bulkhead), and
//! the queue.

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
    /// A call arrives.
    Arrives,
    /// A permit is dropped.
    Dropped,
    GivesUp,
    Grows,
    Shrinks,
}

/// The effect on the call that arrives, or on a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// The call has a permit.
    Admitted,
    /// The call waits.
    Waits,
    /// The call is rejected.
    Rejected,
    /// The first waiter is given a permit.
    Handed,
    /// No waiter is given a permit.
    Stays,
}

/// A state machine in one state of the table, and the tickets of its waiters.
struct Cell {
    settings: Settings,
    machine: Machine,
    tickets: Vec<u64>,
}

impl Cell {
    /// Admits `running` calls and queues `waiting` calls first, then lowers `max`.
    fn with(max: u32, queue: u32, running: u32, waiting: u32) -> Self {
        let settings = |max, queue| Settings {
            max: Some(max),
            queue: Some(queue),
            ..Settings::DEFAULT
        };
        let mut machine = Machine::default();
        let wide = settings(running.max(1), waiting);
        for _ in 0..running {
            assert_eq!(machine.acquire(&wide), Admission::Admitted);
        }
        let queued = |_| match machine.acquire(&wide) {
            Admission::Queued(ticket) => ticket,
            other => panic!("no permit is free, and the call may wait: {other:?}"),
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

    fn apply(&mut self, event: Event) -> Effect {
        let max = self.settings.limit();
        let woken = match event {
            Event::Arrives => {
                return match self.machine.acquire(&self.settings) {
                    Admission::Admitted => Effect::Admitted,
                    Admission::Queued(_) => Effect::Waits,
                    Admission::Full { .. } => Effect::Rejected,
                };
            }
            Event::GivesUp => {
                let last = self.tickets.pop().expect("a cell with a waiter");
                let ended = self.machine.cancel(&self.settings, last);
                assert!(
                    matches!(ended, Cancelled::Waiting(Some(_))),
                    "its own waker"
                );
                None
            }
            Event::Dropped => self.machine.release(&self.settings),
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
        assert_eq!(handed, woken.is_some(), "the waiter is woken");
        if handed {
            Effect::Handed
        } else {
            Effect::Stays
        }
    }
}

#[test]
fn every_cell_of_the_table() {
    use Effect::{Admitted, Handed, Rejected, Stays, Waits};
    use Event::{Arrives, Dropped, GivesUp, Grows, Shrinks};
    use State::{Busy, Free, Full, Over, Queued};

    // The state, with `max`, `queue`, running and waiting; the event; the effect on the call or
    // the permit; running and waiting; the next state.
    #[rustfmt::skip]
    let cells = [
        (Free,   (2, 2, 0, 0), Arrives,   Admitted, (1, 0), Free),
        (Free,   (2, 2, 1, 0), Arrives,   Admitted, (2, 0), Busy),
        (Free,   (2, 2, 1, 0), Dropped,   Stays,    (0, 0), Free),
        (Free,   (2, 2, 1, 0), Grows,     Stays,    (1, 0), Free),
        (Free,   (3, 2, 1, 0), Shrinks,   Stays,    (1, 0), Free),
        (Free,   (2, 2, 1, 0), Shrinks,   Stays,    (1, 0), Busy),

        (Busy,   (2, 2, 2, 0), Arrives,   Waits,    (2, 1), Queued),
        (Busy,   (2, 1, 2, 0), Arrives,   Waits,    (2, 1), Full),
        (Busy,   (2, 2, 2, 0), Dropped,   Stays,    (1, 0), Free),
        (Busy,   (2, 2, 2, 0), Grows,     Stays,    (2, 0), Free),
        (Busy,   (2, 2, 2, 0), Shrinks,   Stays,    (2, 0), Over),

        (Queued, (2, 3, 2, 1), Arrives,   Waits,    (2, 2), Queued),
        (Queued, (2, 2, 2, 1), Arrives,   Waits,    (2, 2), Full),
        (Queued, (2, 3, 2, 2), Dropped,   Handed,   (2, 1), Queued),
        (Queued, (2, 2, 2, 1), Dropped,   Handed,   (2, 0), Busy),
        (Queued, (2, 3, 2, 2), GivesUp,   Stays,    (2, 1), Queued),
        (Queued, (2, 2, 2, 1), GivesUp,   Stays,    (2, 0), Busy),
        (Queued, (2, 3, 2, 2), Grows,     Handed,   (3, 1), Queued),
        (Queued, (2, 2, 2, 1), Grows,     Handed,   (3, 0), Busy),
        (Queued, (2, 2, 2, 1), Shrinks,   Stays,    (2, 1), Over),

        (Full,   (2, 2, 2, 2), Arrives,   Rejected, (2, 2), Full),
        (Full,   (2, 2, 2, 2), Dropped,   Handed,   (2, 1), Queued),
        (Full,   (2, 1, 2, 1), Dropped,   Handed,   (2, 0), Busy),
        (Full,   (2, 2, 2, 2), GivesUp,   Stays,    (2, 1), Queued),
        (Full,   (2, 1, 2, 1), GivesUp,   Stays,    (2, 0), Busy),
        (Full,   (2, 2, 2, 2), Grows,     Handed,   (3, 1), Queued),
        (Full,   (2, 1, 2, 1), Grows,     Handed,   (3, 0), Busy),
        (Full,   (2, 2, 2, 2), Shrinks,   Stays,    (2, 2), Over),

        (Over,   (1, 2, 2, 0), Arrives,   Waits,    (2, 1), Over),
        (Over,   (1, 2, 2, 2), Arrives,   Rejected, (2, 2), Over),
        (Over,   (1, 2, 3, 1), Dropped,   Stays,    (2, 1), Over),
        (Over,   (1, 2, 2, 0), Dropped,   Stays,    (1, 0), Busy),
        (Over,   (1, 2, 2, 1), Dropped,   Stays,    (1, 1), Queued),
        (Over,   (1, 2, 2, 2), Dropped,   Stays,    (1, 2), Full),
        (Over,   (1, 2, 2, 2), GivesUp,   Stays,    (2, 1), Over),
        (Over,   (1, 2, 3, 1), Grows,     Stays,    (3, 1), Over),
        (Over,   (1, 2, 2, 0), Grows,     Stays,    (2, 0), Busy),
        (Over,   (1, 2, 2, 1), Grows,     Stays,    (2, 1), Queued),
        (Over,   (1, 2, 2, 2), Grows,     Stays,    (2, 2), Full),
        (Over,   (2, 2, 3, 1), Shrinks,   Stays,    (3, 1), Over),

        // A queue of zero, and one that was lowered.
        (Busy,   (2, 0, 2, 0), Arrives,   Rejected, (2, 0), Busy),
        (Over,   (1, 0, 2, 0), Arrives,   Rejected, (2, 0), Over),
        (Full,   (2, 0, 2, 1), Dropped,   Handed,   (2, 0), Busy),
        (Full,   (2, 1, 2, 3), Dropped,   Handed,   (2, 2), Full),
        (Full,   (2, 1, 2, 3), GivesUp,   Stays,    (2, 2), Full),
        (Full,   (2, 1, 2, 3), Grows,     Handed,   (3, 2), Full),
    ];
    for (number, row) in cells.into_iter().enumerate() {
        let (state, (max, queue, running, waiting), event, effect, counts, next) = row;
        let mut cell = Cell::with(max, queue, running, waiting);
        assert_eq!(cell.state(), state, "row {number}: {row:?}");
        assert_eq!(cell.apply(event), effect, "row {number}: {row:?}");
        let counted = (cell.machine.in_flight(), cell.machine.waiting());
        assert_eq!(counted, counts, "row {number}: {row:?}");
        assert_eq!(cell.state(), next, "row {number}: {row:?}");
    }
}

#[test]
fn a_wait_of_zero_rejects_as_a_queue_of_zero_does() {
    for (running, waiting) in [(2, 0), (2, 1), (2, 2), (3, 1)] {
        let mut cell = Cell::with(2, 2, running, waiting);
        cell.settings.wait = Duration::ZERO;
        assert_eq!(cell.apply(Event::Arrives), Effect::Rejected);
    }
}

fn full(queue: Option<u32>) -> (Machine, Settings) {
    let settings = Settings {
        max: Some(1),
        queue,
        ..Settings::DEFAULT
    };
    let mut machine = Machine::default();
    assert_eq!(machine.acquire(&settings), Admission::Admitted);
    (machine, settings)
}

#[test]
fn permits_go_to_waiters_in_order_and_never_to_a_new_call() {
    let (mut machine, settings) = full(None);
    let (first, second) = (machine.acquire(&settings), machine.acquire(&settings));
    assert_eq!(
        (first, second),
        (Admission::Queued(0), Admission::Queued(1))
    );
    assert!(!poll(&mut machine, 0) && !poll(&mut machine, 1));
    assert!(machine.release(&settings).is_some());
    assert_eq!(machine.acquire(&settings), Admission::Queued(2));
    assert!(poll(&mut machine, 0) && !poll(&mut machine, 1));
}

#[test]
fn a_waiter_that_gives_up_leaves_the_queue_at_once() {
    let (mut machine, settings) = full(Some(1));
    assert_eq!(machine.acquire(&settings), Admission::Queued(0));
    assert_eq!(machine.acquire(&settings), Admission::Full { waiting: 1 });
    assert!(matches!(
        machine.cancel(&settings, 0),
        Cancelled::Waiting(None)
    ));
    assert_eq!(machine.acquire(&settings), Admission::Queued(1));
}

#[test]
fn a_permit_handed_to_a_cancelled_waiter_goes_to_the_next() {
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
fn a_smaller_max_lets_running_calls_end_and_a_larger_one_admits_waiters() {
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
fn a_disabled_bulkhead_admits_all_calls_and_still_counts_them() {
    let on = Settings {
        max: Some(1),
        ..Settings::DEFAULT
    };
    let off = Settings {
        enabled: false,
        ..on
    };
    let mut machine = Machine::default();
    assert_eq!(machine.acquire(&on), Admission::Admitted);
    assert!(matches!(machine.acquire(&on), Admission::Queued(_)));
    assert!(
        machine.hand_over(&off).is_none(),
        "the waiter was never polled"
    );
    assert_eq!((machine.in_flight(), machine.waiting()), (2, 0));
    assert_eq!(machine.acquire(&off), Admission::Admitted);
    assert!(matches!(machine.acquire(&on), Admission::Queued(_)));
    machine.release(&on);
    assert_eq!((machine.in_flight(), machine.waiting()), (2, 1));
}

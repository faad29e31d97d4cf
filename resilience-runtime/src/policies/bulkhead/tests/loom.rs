//! The bulkhead under every interleaving of two or three threads.

use std::future::poll_fn;
use std::task::{Poll, Waker};

use loom::future::block_on;
use loom::thread;

use super::Bulkhead;
use super::permit::Queued;
use super::state::Entry;
use crate::registry::Policy;

/// Asks for a place, as a call does.
fn acquire(bulkhead: &Bulkhead) -> Entry {
    match bulkhead.shared().try_acquire() {
        Some(true) => Entry::Admitted,
        Some(false) => Entry::Full { waiting: 0 },
        None => bulkhead.shared().acquire_or_queue().0,
    }
}

/// Waits for the place of that ticket, and gives it back.
fn wait(bulkhead: &Bulkhead, ticket: u64) {
    let mut queued = Queued::new(bulkhead.shared(), ticket);
    drop(block_on(poll_fn(|cx| match queued.take(cx.waker()) {
        Some(permit) => Poll::Ready(permit),
        None => Poll::Pending,
    })));
}

/// A bulkhead of one place, which the caller has.
fn with_machine() -> Bulkhead {
    let builder = Bulkhead::builder("loom").max(1);
    let bulkhead = Bulkhead::create("loom".into(), &builder.settings);
    assert_eq!(acquire(&bulkhead), Entry::Admitted);
    bulkhead
}

fn queue(bulkhead: &Bulkhead) -> u64 {
    match acquire(bulkhead) {
        Entry::Queued(ticket) => ticket,
        other => panic!("the place is held, so the call waits: {other:?}"),
    }
}

#[test]
fn a_place_that_comes_free_wakes_its_waiter() {
    loom::model(|| {
        let bulkhead = with_machine();
        let waiting = {
            let bulkhead = bulkhead.clone();
            let ticket = queue(&bulkhead);
            thread::spawn(move || wait(&bulkhead, ticket))
        };
        bulkhead.shared().release();
        waiting.join().expect("no panic");
        assert_eq!(
            (bulkhead.snapshot().in_flight, bulkhead.snapshot().waiting),
            (0, 0)
        );
    });
}

#[test]
fn a_larger_max_wakes_the_waiter_that_it_lets_in() {
    loom::model(|| {
        let bulkhead = with_machine();
        let waiting = {
            let bulkhead = bulkhead.clone();
            let ticket = queue(&bulkhead);
            thread::spawn(move || wait(&bulkhead, ticket))
        };
        bulkhead.adjust(|it| it.max(2));
        waiting.join().expect("no panic");
        assert_eq!(bulkhead.snapshot().in_flight, 1);
    });
}

#[test]
fn a_waiter_that_goes_while_the_place_is_handed_over_passes_it_on() {
    loom::model(|| {
        let bulkhead = with_machine();
        let (leaving, staying) = (bulkhead.clone(), bulkhead.clone());
        let first = queue(&leaving);
        let second = queue(&staying);
        let gone = thread::spawn(move || drop(Queued::new(leaving.shared(), first)));
        let stayed = thread::spawn(move || wait(&staying, second));
        bulkhead.shared().release();
        gone.join().expect("no panic");
        stayed.join().expect("no panic");
        assert_eq!(
            (bulkhead.snapshot().in_flight, bulkhead.snapshot().waiting),
            (0, 0)
        );
        let snapshot = bulkhead.snapshot();
        assert_eq!(
            (snapshot.in_flight, snapshot.waiting, snapshot.peak),
            (0, 0, 1)
        );
    });
}

#[test]
fn a_larger_max_a_permit_that_comes_back_and_a_waiter_that_goes_lose_no_permit() {
    loom::model(|| {
        let bulkhead = with_machine();
        let (adjusting, leaving) = (bulkhead.clone(), bulkhead.clone());
        let first = queue(&bulkhead);
        let second = queue(&bulkhead);
        let third = queue(&bulkhead);
        let adjusted = thread::spawn(move || adjusting.adjust(|it| it.max(2)));
        let gone = thread::spawn(move || drop(Queued::new(leaving.shared(), first)));
        bulkhead.shared().release();
        adjusted.join().expect("no panic");
        gone.join().expect("no panic");
        for ticket in [second, third] {
            assert!(
                bulkhead.shared().poll(ticket, Waker::noop()),
                "both have a permit"
            );
        }
        let snapshot = bulkhead.snapshot();
        assert_eq!((snapshot.in_flight, snapshot.waiting), (2, 0));
        assert!(snapshot.peak <= 2);
    });
}

#[test]
fn of_two_changes_at_once_neither_is_lost() {
    loom::model(|| {
        let bulkhead = with_machine();
        let adjusting = bulkhead.clone();
        let other = thread::spawn(move || adjusting.adjust(|it| it.max(2)));
        bulkhead.adjust(|it| it.queue(7));
        other.join().expect("no panic");
        assert_eq!(
            bulkhead.settings(),
            Bulkhead::builder("loom").max(2).queue(7).settings
        );
    });
}

#[test]
fn a_place_that_comes_back_while_a_call_begins_to_wait_is_found_by_it() {
    loom::model(|| {
        let bulkhead = with_machine();
        let coming = bulkhead.clone();
        let come = thread::spawn(move || match acquire(&coming) {
            Entry::Admitted => coming.shared().release(),
            Entry::Queued(ticket) => wait(&coming, ticket),
            Entry::Full { .. } => panic!("it may wait"),
        });
        bulkhead.shared().release();
        come.join().expect("no panic");
        let snapshot = bulkhead.snapshot();
        assert_eq!(
            (snapshot.in_flight, snapshot.waiting, snapshot.peak),
            (0, 0, 1)
        );
    });
}

#[test]
fn calls_that_need_not_wait_never_exceed_the_places_beside_one_that_does() {
    loom::model(|| {
        let builder = Bulkhead::builder("loom").max(1);
        let bulkhead = Bulkhead::create("loom".into(), &builder.settings);
        let pass = |bulkhead: &Bulkhead| match acquire(bulkhead) {
            Entry::Admitted => bulkhead.shared().release(),
            Entry::Queued(ticket) => drop(Queued::new(bulkhead.shared(), ticket)),
            Entry::Full { .. } => panic!("it may wait"),
        };
        let coming = [bulkhead.clone(), bulkhead.clone()]
            .map(|bulkhead| thread::spawn(move || pass(&bulkhead)));
        pass(&bulkhead);
        for come in coming {
            come.join().expect("no panic");
        }
        let snapshot = bulkhead.snapshot();
        assert_eq!(
            (snapshot.in_flight, snapshot.waiting, snapshot.peak),
            (0, 0, 1)
        );
    });
}

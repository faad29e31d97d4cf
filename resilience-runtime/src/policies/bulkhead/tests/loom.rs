//! Tests of the bulkhead under every intercancelled of two or three threads.

use std::future::poll_fn;
use std::task::{Poll, Waker};

use loom::future::block_on;
use loom::thread;

use super::Bulkhead;
use super::permit::QueuedPermit;
use super::state::Admission;
use crate::registry::Policy;

/// Takes a slot or joins the queue, as a call does.
fn acquire(bulkhead: &Bulkhead) -> Admission {
    match bulkhead.shared().try_acquire() {
        Some(true) => Admission::Admitted,
        Some(false) => Admission::Full { waiting: 0 },
        None => bulkhead.shared().acquire_or_queue().0,
    }
}

/// Waits for the slot of that ticket, then frees it.
fn wait(bulkhead: &Bulkhead, ticket: u64) {
    let mut queued = QueuedPermit::new(bulkhead.shared(), ticket);
    drop(block_on(poll_fn(|cx| match queued.take(cx.waker()) {
        Some(permit) => Poll::Ready(permit),
        None => Poll::Pending,
    })));
}

/// A bulkhead with one slot, which is taken.
fn full_bulkhead() -> Bulkhead {
    let builder = Bulkhead::builder("loom").max(1);
    let bulkhead = Bulkhead::create("loom".into(), &builder.settings);
    assert_eq!(acquire(&bulkhead), Admission::Admitted);
    bulkhead
}

fn queue(bulkhead: &Bulkhead) -> u64 {
    match acquire(bulkhead) {
        Admission::Queued(ticket) => ticket,
        other => panic!("the slot is taken, so the call waits: {other:?}"),
    }
}

#[test]
fn a_freed_slot_wakes_its_waiter() {
    loom::model(|| {
        let bulkhead = full_bulkhead();
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
fn a_larger_max_wakes_the_waiter_that_it_admits() {
    loom::model(|| {
        let bulkhead = full_bulkhead();
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
fn a_waiter_dropped_during_the_hand_over_frees_its_slot_for_the_next() {
    loom::model(|| {
        let bulkhead = full_bulkhead();
        let (cancelled, staying) = (bulkhead.clone(), bulkhead.clone());
        let first = queue(&cancelled);
        let second = queue(&staying);
        let dropped = thread::spawn(move || drop(QueuedPermit::new(cancelled.shared(), first)));
        let stayed = thread::spawn(move || wait(&staying, second));
        bulkhead.shared().release();
        dropped.join().expect("no panic");
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
fn a_larger_max_a_dropped_permit_and_a_dropped_waiter_lose_no_permit() {
    loom::model(|| {
        let bulkhead = full_bulkhead();
        let (adjusting, cancelled) = (bulkhead.clone(), bulkhead.clone());
        let first = queue(&bulkhead);
        let second = queue(&bulkhead);
        let third = queue(&bulkhead);
        let adjusted = thread::spawn(move || adjusting.adjust(|it| it.max(2)));
        let dropped = thread::spawn(move || drop(QueuedPermit::new(cancelled.shared(), first)));
        bulkhead.shared().release();
        adjusted.join().expect("no panic");
        dropped.join().expect("no panic");
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
fn two_concurrent_changes_of_settings_both_apply() {
    loom::model(|| {
        let bulkhead = full_bulkhead();
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
fn a_call_that_begins_to_wait_finds_a_slot_freed_meanwhile() {
    loom::model(|| {
        let bulkhead = full_bulkhead();
        let coming = bulkhead.clone();
        let arriving = thread::spawn(move || match acquire(&coming) {
            Admission::Admitted => coming.shared().release(),
            Admission::Queued(ticket) => wait(&coming, ticket),
            Admission::Full { .. } => panic!("the call may wait"),
        });
        bulkhead.shared().release();
        arriving.join().expect("no panic");
        let snapshot = bulkhead.snapshot();
        assert_eq!(
            (snapshot.in_flight, snapshot.waiting, snapshot.peak),
            (0, 0, 1)
        );
    });
}

#[test]
fn calls_on_the_fast_path_never_exceed_max_while_another_call_waits() {
    loom::model(|| {
        let builder = Bulkhead::builder("loom").max(1);
        let bulkhead = Bulkhead::create("loom".into(), &builder.settings);
        let run = |bulkhead: &Bulkhead| match acquire(bulkhead) {
            Admission::Admitted => bulkhead.shared().release(),
            Admission::Queued(ticket) => drop(QueuedPermit::new(bulkhead.shared(), ticket)),
            Admission::Full { .. } => panic!("the call may wait"),
        };
        let coming = [bulkhead.clone(), bulkhead.clone()]
            .map(|bulkhead| thread::spawn(move || run(&bulkhead)));
        run(&bulkhead);
        for arriving in coming {
            arriving.join().expect("no panic");
        }
        let snapshot = bulkhead.snapshot();
        assert_eq!(
            (snapshot.in_flight, snapshot.waiting, snapshot.peak),
            (0, 0, 1)
        );
    });
}

//! The bulkhead under every interleaving of two or three threads.

use std::task::Waker;

use loom::future::block_on;
use loom::thread;

use super::Bulkhead;
use super::permit::Queued;
use super::state::Entry;
use crate::registry::Policy;

/// A bulkhead of one place, which the caller has.
fn held() -> Bulkhead {
    let builder = Bulkhead::builder("loom").max(1);
    let bulkhead = Bulkhead::create("loom".into(), &builder.settings);
    assert_eq!(bulkhead.enter().0, Entry::Admitted);
    bulkhead
}

fn queue(bulkhead: &Bulkhead) -> u64 {
    match bulkhead.enter().0 {
        Entry::Queued(ticket) => ticket,
        other => panic!("the place is held, so the call waits: {other:?}"),
    }
}

#[test]
fn a_place_that_comes_free_wakes_its_waiter() {
    loom::model(|| {
        let bulkhead = held();
        let waiting = {
            let bulkhead = bulkhead.clone();
            let ticket = queue(&bulkhead);
            thread::spawn(move || drop(block_on(Queued::new(&bulkhead, ticket))))
        };
        bulkhead.leave();
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
        let bulkhead = held();
        let waiting = {
            let bulkhead = bulkhead.clone();
            let ticket = queue(&bulkhead);
            thread::spawn(move || drop(block_on(Queued::new(&bulkhead, ticket))))
        };
        bulkhead.adjust(|it| it.max(2));
        waiting.join().expect("no panic");
        assert_eq!(bulkhead.snapshot().in_flight, 1);
    });
}

#[test]
fn a_waiter_that_goes_while_the_place_is_handed_over_passes_it_on() {
    loom::model(|| {
        let bulkhead = held();
        let (leaving, staying) = (bulkhead.clone(), bulkhead.clone());
        let first = queue(&leaving);
        let second = queue(&staying);
        let gone = thread::spawn(move || drop(Queued::new(&leaving, first)));
        let stayed = thread::spawn(move || drop(block_on(Queued::new(&staying, second))));
        bulkhead.leave();
        gone.join().expect("no panic");
        stayed.join().expect("no panic");
        assert_eq!(
            (bulkhead.snapshot().in_flight, bulkhead.snapshot().waiting),
            (0, 0)
        );
        assert_eq!(bulkhead.snapshot().peak, 1);
    });
}

#[test]
fn a_larger_max_a_permit_that_comes_back_and_a_waiter_that_goes_lose_no_permit() {
    loom::model(|| {
        let bulkhead = held();
        let (adjusting, leaving) = (bulkhead.clone(), bulkhead.clone());
        let first = queue(&bulkhead);
        let second = queue(&bulkhead);
        let third = queue(&bulkhead);
        let adjusted = thread::spawn(move || adjusting.adjust(|it| it.max(2)));
        let gone = thread::spawn(move || drop(Queued::new(&leaving, first)));
        bulkhead.leave();
        adjusted.join().expect("no panic");
        gone.join().expect("no panic");
        for ticket in [second, third] {
            assert!(bulkhead.poll(ticket, Waker::noop()), "both have a permit");
        }
        let snapshot = bulkhead.snapshot();
        assert_eq!((snapshot.in_flight, snapshot.waiting), (2, 0));
        assert!(snapshot.peak <= 2);
    });
}

#[test]
fn of_two_changes_at_once_neither_is_lost() {
    loom::model(|| {
        let bulkhead = held();
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

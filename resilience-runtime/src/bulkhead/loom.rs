//! The bulkhead under every interleaving of two or three threads.

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

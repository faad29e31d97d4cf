//! The bulkhead, through its attribute and its handle.

mod common;

use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use common::{Error, secs};
use resilience::{Bulkhead, Failure, Rejected, bulkhead, registry};
use tokio::time::{Instant, sleep, timeout};

#[bulkhead(name = "waiting", max = 2, wait = 3s)]
async fn waiting(time: u64) -> Result<(), Error> {
    sleep(secs(time)).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn it_lets_so_many_run_and_others_wait_no_longer_than_they_may() {
    let calls: Vec<_> = (0..5).map(|_| tokio::spawn(waiting(2))).collect();
    sleep(secs(1)).await;
    let snapshot = registry::bulkhead("waiting").unwrap().snapshot();
    assert_eq!(
        (snapshot.in_flight, snapshot.waiting, snapshot.peak),
        (2, 3, 2)
    );
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap());
    }
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 4);
    let full = Rejected::BulkheadFull {
        name: "waiting".into(),
        max: 2,
        waiting: 0,
    };
    assert_eq!(answers[4], Err(Error::Rejected(full)));
}

#[bulkhead(name = "impatient", max = 1, wait = 0s)]
async fn impatient() -> Result<(), Error> {
    sleep(secs(1)).await;
    Ok(())
}

#[bulkhead(name = "short queue", max = 1, wait = 60s, queue = 1)]
async fn short_queue() -> Result<(), Error> {
    sleep(secs(1)).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_wait_of_zero_and_a_full_queue_refuse_at_once() {
    let start = Instant::now();
    let (first, second) = tokio::join!(impatient(), async {
        let refused = impatient().await;
        assert_eq!(start.elapsed(), secs(0));
        refused
    });
    assert!(first.is_ok() && second.is_err());

    let (first, second, third) = tokio::join!(short_queue(), short_queue(), short_queue());
    assert!(first.is_ok() && second.is_ok());
    let full = Rejected::BulkheadFull {
        name: "short queue".into(),
        max: 1,
        waiting: 1,
    };
    assert_eq!(third, Err(Error::Rejected(full)));
}

#[tokio::test(start_paused = true)]
async fn waiters_are_served_in_their_order_and_the_dropped_are_passed_over() {
    let bulkhead = Bulkhead::builder("orderly").max(1).wait(secs(60)).build();
    let order = Arc::new(Mutex::new(Vec::new()));
    let held = bulkhead.acquire().await.unwrap();
    let mut waiters = Vec::new();
    for number in 0..6 {
        let (bulkhead, order) = (bulkhead.clone(), Arc::clone(&order));
        waiters.push(tokio::spawn(async move {
            let _permit = bulkhead.acquire().await.unwrap();
            order.lock().unwrap().push(number);
        }));
        tokio::task::yield_now().await;
    }
    waiters[2].abort();
    tokio::task::yield_now().await;
    assert_eq!(bulkhead.snapshot().waiting, 5);
    assert!(
        timeout(secs(0), bulkhead.acquire()).await.is_err(),
        "nobody overtakes"
    );
    drop(held);
    sleep(secs(1)).await;
    assert_eq!(*order.lock().unwrap(), [0, 1, 3, 4, 5]);
    assert_eq!(
        (bulkhead.snapshot().in_flight, bulkhead.snapshot().waiting),
        (0, 0)
    );
}

#[tokio::test]
async fn a_panic_gives_the_place_back() {
    let bulkhead = Bulkhead::builder("panicking").max(1).build();
    let call = tokio::spawn({
        let bulkhead = bulkhead.clone();
        async move { bulkhead.call(|| async { panic!("body") }).await as Result<(), Failure<Error>> }
    });
    assert!(call.await.unwrap_err().is_panic());
    assert_eq!(bulkhead.snapshot().in_flight, 0);
}

/// A waker that looks at the bulkhead when it is dropped, as an executor's might that drops a task.
struct Curious(Bulkhead);

impl Wake for Curious {
    fn wake(self: Arc<Self>) {}
}

impl Drop for Curious {
    fn drop(&mut self) {
        self.0.snapshot();
    }
}

#[tokio::test]
async fn a_waker_may_call_back_when_it_is_replaced_or_dropped() {
    let bulkhead = Bulkhead::builder("curious").max(1).build();
    let _held = bulkhead.acquire().await.unwrap();
    let mut waiting = Box::pin(bulkhead.acquire());
    for _ in 0..3 {
        let waker = Waker::from(Arc::new(Curious(bulkhead.clone())));
        assert!(
            waiting
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
        );
    }
    drop(waiting);
    assert_eq!(bulkhead.snapshot().waiting, 0);
}

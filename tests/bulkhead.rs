//! Bulkhead behavior, through the attribute and the handle.

mod common;

use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

use common::{Error, secs};
use resilience::{Bulkhead, Failure, Rejected, bulkhead, registry};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

#[bulkhead(name = "waiting", max = 2, wait = 3s)]
async fn waiting(time: u64) -> Result<(), Error> {
    sleep(secs(time)).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn max_calls_run_and_the_others_wait_no_longer_than_the_limit() {
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
async fn a_wait_of_zero_and_a_full_queue_reject_at_once() {
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
async fn waiters_are_admitted_in_order_and_dropped_ones_are_skipped() {
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
        "the queue keeps its order"
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
async fn a_panic_returns_the_slot() {
    let bulkhead = Bulkhead::builder("panicking").max(1).build();
    let call = tokio::spawn({
        let bulkhead = bulkhead.clone();
        async move { bulkhead.call(|| async { panic!("body") }).await as Result<(), Failure<Error>> }
    });
    assert!(call.await.unwrap_err().is_panic());
    assert_eq!(bulkhead.snapshot().in_flight, 0);
}

/// A waker that reads the bulkhead when it is dropped, as a waker that drops a task might.
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

/// Numbered calls, each of which runs until the gate opens for it.
struct Calls {
    bulkhead: Bulkhead,
    /// The numbers of the admitted calls.
    order: Arc<Mutex<Vec<u32>>>,
    gate: Arc<Semaphore>,
}

impl Calls {
    fn of(bulkhead: &Bulkhead) -> Self {
        Self {
            bulkhead: bulkhead.clone(),
            order: Arc::default(),
            gate: Arc::new(Semaphore::new(0)),
        }
    }

    async fn start(&self, number: u32) -> JoinHandle<Result<(), Rejected>> {
        let (bulkhead, order) = (self.bulkhead.clone(), Arc::clone(&self.order));
        let gate = Arc::clone(&self.gate);
        let call = tokio::spawn(async move {
            let _permit = bulkhead.acquire().await?;
            order.lock().expect("no panic").push(number);
            gate.acquire().await.expect("it stays open").forget();
            Ok(())
        });
        settle().await;
        call
    }

    /// Ends one running call.
    async fn end_one(&self) {
        self.gate.add_permits(1);
        settle().await;
    }

    fn let_in(&self) -> Vec<u32> {
        self.order.lock().expect("no panic").clone()
    }

    fn counts(&self) -> (u32, usize) {
        let snapshot = self.bulkhead.snapshot();
        (snapshot.in_flight, snapshot.waiting)
    }
}

/// Runs every task as far as possible without advancing the clock.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_larger_max_admits_waiters_at_once_and_in_order() {
    let bulkhead = Bulkhead::builder("growing").max(1).wait(secs(60)).build();
    let calls = Calls::of(&bulkhead);
    for number in 0..6 {
        calls.start(number).await;
    }
    assert_eq!(calls.counts(), (1, 5));
    bulkhead.adjust(|it| it.max(4));
    assert_eq!(calls.counts(), (4, 2), "their permits are theirs at once");
    settle().await;
    assert_eq!(calls.let_in(), [0, 1, 2, 3]);
    calls.end_one().await;
    assert_eq!(calls.let_in(), [0, 1, 2, 3, 4]);
    assert_eq!(bulkhead.snapshot().peak, 4);
}

#[tokio::test(start_paused = true)]
async fn a_smaller_max_keeps_running_calls_and_admits_none_until_enough_have_ended() {
    let bulkhead = Bulkhead::builder("shrinking").max(3).wait(secs(60)).build();
    let calls = Calls::of(&bulkhead);
    for number in 0..5 {
        calls.start(number).await;
    }
    bulkhead.adjust(|it| it.max(1));
    assert_eq!((bulkhead.snapshot().max, calls.counts()), (1, (3, 2)));
    for running in [2, 1] {
        calls.end_one().await;
        assert_eq!(calls.counts(), (running, 2), "no call is admitted");
    }
    calls.end_one().await;
    assert_eq!((calls.counts(), calls.let_in()), ((1, 1), vec![0, 1, 2, 3]));
}

#[tokio::test(start_paused = true)]
async fn a_smaller_queue_rejects_only_new_calls() {
    let bulkhead = Bulkhead::builder("queueing").max(1).wait(secs(60)).build();
    let calls = Calls::of(&bulkhead);
    for number in 0..4 {
        calls.start(number).await;
    }
    bulkhead.adjust(|it| it.queue(1));
    let newcomer = calls.start(4).await;
    assert!(newcomer.is_finished() && newcomer.await.unwrap().is_err());
    assert_eq!(calls.counts(), (1, 3));
    for _ in 0..3 {
        calls.end_one().await;
    }
    assert_eq!(calls.let_in(), [0, 1, 2, 3]);
    bulkhead.adjust(|it| it.queue(2));
    calls.start(5).await;
    calls.start(6).await;
    assert_eq!(calls.counts(), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_rejection_reports_how_many_calls_wait() {
    let bulkhead = Bulkhead::builder("closing").max(1).wait(secs(60)).build();
    let calls = Calls::of(&bulkhead);
    for number in 0..3 {
        calls.start(number).await;
    }
    bulkhead.adjust(|it| it.wait(secs(0)));
    let Err(Rejected::BulkheadFull { waiting, .. }) = bulkhead.acquire().await else {
        panic!("it is full");
    };
    assert_eq!((waiting, calls.counts()), (2, (1, 2)));
}

#[tokio::test(start_paused = true)]
async fn a_changed_wait_applies_only_to_later_calls() {
    let bulkhead = Bulkhead::builder("hurrying").max(1).wait(secs(10)).build();
    let calls = Calls::of(&bulkhead);
    calls.start(0).await;
    let early = calls.start(1).await;
    bulkhead.adjust(|it| it.wait(secs(2)));
    let late = calls.start(2).await;
    sleep(secs(3)).await;
    assert!(late.is_finished() && late.await.unwrap().is_err());
    sleep(secs(6)).await;
    assert!(!early.is_finished(), "it may wait for ten seconds");
    bulkhead.adjust(|it| it.wait(secs(0)));
    let refused = calls.start(3).await;
    assert!(refused.is_finished());
    sleep(secs(2)).await;
    assert!(early.is_finished() && early.await.unwrap().is_err());
}

//! Circuit breaker behavior, through the attribute and the handle.

mod common;

use std::future::{pending, ready};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use common::{Counter, Error, secs};
use futures::FutureExt;
use resilience::events::{self, Event};
use resilience::{
    CircuitBreaker, CircuitPermit, CircuitState, Failure, Rejected, Verdict, circuit_breaker,
    registry, timeout,
};
use tokio::time::{advance, sleep};

const LIMIT: u32 = 2;

#[circuit_breaker(name = "constant", threshold = LIMIT, cooldown = "10s", probes = 1)]
async fn constant(answer: Result<u32, Error>) -> Result<u32, Error> {
    answer
}

#[tokio::test(start_paused = true)]
async fn it_opens_at_the_threshold_rejects_and_closes_after_successful_probes() {
    let breaker = registry::circuit_breaker("constant").expect("listed before the first call");
    for _ in 0..2 {
        assert_eq!(constant(Err(Error::Down)).await, Err(Error::Down));
    }
    advance(secs(4)).await;
    let Err(Error::Rejected(rejected)) = constant(Ok(1)).await else {
        panic!("refused")
    };
    assert_eq!(rejected.retry_after(), Some(secs(6)));
    assert_eq!(
        rejected,
        Rejected::CircuitOpen {
            name: "constant".into(),
            retry_after: secs(6),
            last_failure: Some(secs(4))
        }
    );
    advance(secs(6)).await;
    assert_eq!(
        breaker.state(),
        CircuitState::Open,
        "reading changes nothing"
    );
    assert_eq!(constant(Ok(1)).await, Ok(1));
    assert_eq!(breaker.state(), CircuitState::Closed);
    let snapshot = breaker.snapshot();
    assert_eq!(
        (
            snapshot.successes,
            snapshot.failures,
            snapshot.rejected,
            snapshot.opened
        ),
        (1, 2, 1, 1)
    );
}

#[circuit_breaker(name = "growing", threshold = 1, cooldown = 1s..4s, probes = 1)]
async fn growing(answer: Result<u32, Error>) -> Result<u32, Error> {
    answer
}

#[tokio::test(start_paused = true)]
async fn a_cooldown_range_doubles_and_resets_when_the_breaker_closes() {
    let breaker = registry::circuit_breaker("growing").unwrap();
    let _ = growing(Err(Error::Down)).await;
    for cooldown in [1, 2, 4, 4] {
        assert_eq!(breaker.snapshot().retry_after, Some(secs(cooldown)));
        advance(secs(cooldown)).await;
        assert_eq!(growing(Err(Error::Down)).await, Err(Error::Down));
    }
    advance(secs(4)).await;
    assert_eq!(growing(Ok(1)).await, Ok(1));
    let _ = growing(Err(Error::Down)).await;
    assert_eq!(breaker.snapshot().retry_after, Some(secs(1)));
}

#[circuit_breaker(name = "probing", threshold = 1, cooldown = 30s, probes = 3)]
async fn probing(gate: &tokio::sync::Semaphore, answer: Result<u32, Error>) -> Result<u32, Error> {
    gate.acquire()
        .await
        .expect("the gate is never closed")
        .forget();
    answer
}

#[tokio::test(start_paused = true)]
async fn half_open_admits_exactly_its_probes_and_a_dropped_probe_returns_its_slot() {
    let open = tokio::sync::Semaphore::new(1);
    let _ = probing(&open, Err(Error::Down)).await;
    advance(secs(30)).await;

    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let spawn = || {
        let gate = Arc::clone(&gate);
        tokio::spawn(async move { probing(&gate, Ok(1)).await })
    };
    let probes: Vec<_> = (0..100).map(|_| spawn()).collect();
    sleep(secs(1)).await;
    assert_eq!(
        probes.iter().filter(|probe| !probe.is_finished()).count(),
        3
    );

    let hanging = probes
        .into_iter()
        .find(|probe| !probe.is_finished())
        .unwrap();
    hanging.abort();
    assert!(hanging.await.unwrap_err().is_cancelled());
    let replaced: Vec<_> = (0..100).map(|_| spawn()).collect();
    sleep(secs(1)).await;
    assert_eq!(
        replaced.iter().filter(|probe| !probe.is_finished()).count(),
        1
    );

    let breaker = registry::circuit_breaker("probing").unwrap();
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    gate.add_permits(3);
    sleep(secs(1)).await;
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[circuit_breaker(name = "late", threshold = 1, cooldown = 30s)]
async fn late(after: u64, answer: Result<u32, Error>) -> Result<u32, Error> {
    sleep(secs(after)).await;
    answer
}

#[tokio::test(start_paused = true)]
async fn late_results_of_calls_admitted_before_the_breaker_opened_are_ignored() {
    let slow: Vec<_> = [Ok(1), Ok(1), Ok(1), Err(Error::Down)]
        .into_iter()
        .map(|answer| tokio::spawn(late(32, answer)))
        .collect();
    sleep(secs(1)).await;
    let _ = late(0, Err(Error::Down)).await;
    sleep(secs(30)).await;
    let probe = tokio::spawn(late(5, Ok(1)));
    for call in slow {
        let _ = call.await.unwrap();
    }
    let breaker = registry::circuit_breaker("late").unwrap();
    assert_eq!(breaker.state(), CircuitState::HalfOpen);
    assert_eq!(
        (breaker.snapshot().successes, breaker.snapshot().failures),
        (0, 1)
    );
    assert_eq!(probe.await.unwrap(), Ok(1));
}

#[circuit_breaker(name = "cut off", threshold = 3)]
#[timeout(1s)]
async fn hangs() -> Result<(), Error> {
    pending().await
}

#[tokio::test(start_paused = true)]
async fn a_timeout_below_is_a_failure_and_a_dropped_call_is_not_recorded() {
    let breaker = registry::circuit_breaker("cut off").unwrap();
    for _ in 0..10 {
        assert!(tokio::time::timeout(secs(0), hangs()).await.is_err());
    }
    assert_eq!(breaker.snapshot().failures, 0);
    for _ in 0..3 {
        assert!(matches!(
            hangs().await,
            Err(Error::Rejected(Rejected::TimedOut { .. }))
        ));
    }
    assert_eq!(breaker.state(), CircuitState::Open);
}

#[circuit_breaker(name = "panicking", threshold = 2)]
async fn panicking(waits: bool) -> Result<(), Error> {
    if waits {
        pending::<()>().await;
    }
    panic!("the body panics")
}

#[tokio::test]
async fn a_panic_of_the_body_is_a_failure_and_continues() {
    let breaker = registry::circuit_breaker("panicking").unwrap();
    for _ in 0..2 {
        assert!(tokio::spawn(panicking(false)).await.unwrap_err().is_panic());
    }
    assert_eq!(breaker.snapshot().failures, 2);
    assert_eq!(breaker.state(), CircuitState::Open);
}

#[tokio::test]
async fn a_caught_panic_counts_as_the_permit_is_settled() {
    let breaker = CircuitBreaker::builder("caught").build();
    let watch = async |permit: &mut CircuitPermit<'_>| {
        let call = AssertUnwindSafe(permit.watch(async { panic!("the call panics") }));
        assert!(call.catch_unwind().await.is_err());
    };
    for failed in [false, true] {
        let mut permit = breaker.acquire().expect("closed");
        watch(&mut permit).await;
        permit.settle(failed);
    }
    let counted = || {
        let snapshot = breaker.snapshot();
        (snapshot.successes, snapshot.failures, snapshot.ignored)
    };
    assert_eq!(counted(), (1, 1, 0));
    watch(&mut breaker.acquire().expect("closed")).await;
    assert_eq!(counted(), (1, 2, 0), "it was dropped");
}

#[circuit_breaker(name = "bystander", threshold = 1)]
async fn bystander() -> Result<(), Error> {
    pending().await
}

#[tokio::test]
async fn a_call_that_waits_while_another_panics_is_not_a_failure() {
    let unwound = std::panic::catch_unwind(AssertUnwindSafe(|| {
        use std::task::{Context, Waker};
        let mut waiting = Box::pin(bystander());
        assert!(
            waiting
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()))
                .is_pending()
        );
        panic!("elsewhere");
    }));
    assert!(unwound.is_err());
    assert_eq!(
        registry::circuit_breaker("bystander")
            .unwrap()
            .snapshot()
            .failures,
        0
    );
}

fn outage(answer: &Result<u32, Error>) -> Verdict {
    match answer {
        Ok(503) | Err(Error::Down) => Verdict::Failure,
        Err(Error::Busy(_)) => Verdict::Ignore,
        _ => Verdict::Success,
    }
}

#[circuit_breaker(name = "judging", threshold = 2, judge = outage)]
async fn judging(answer: Result<u32, Error>) -> Result<u32, Error> {
    answer
}

#[circuit_breaker(name = "asking", threshold = 2, when = |error: &Error| *error == Error::Down)]
async fn asking(answer: Result<u32, Error>) -> Result<u32, Error> {
    answer
}

#[tokio::test(start_paused = true)]
async fn predicates_decide_which_outcomes_are_failures() {
    let breaker = registry::circuit_breaker("judging").unwrap();
    for answer in [
        Ok(503),
        Err(Error::Busy(secs(1))),
        Ok(200),
        Err(Error::NotFound),
        Err(Error::Down),
    ] {
        assert_eq!(judging(answer.clone()).await, answer);
    }
    assert_eq!(
        (breaker.snapshot().successes, breaker.snapshot().failures),
        (2, 2)
    );
    assert_eq!(breaker.state(), CircuitState::Closed);
    assert_eq!(judging(Ok(503)).await, Ok(503));
    assert_eq!(breaker.state(), CircuitState::Open);

    for _ in 0..9 {
        let _ = asking(Err(Error::NotFound)).await;
    }
    let _ = asking(Err(Error::Down)).await;
    assert_eq!(
        registry::circuit_breaker("asking").unwrap().state(),
        CircuitState::Closed
    );
}

#[tokio::test(start_paused = true)]
async fn operators_force_and_reset_it_and_events_report_each_transition() {
    let breaker = CircuitBreaker::builder("steered").threshold(1).build();
    let log = Arc::new(Mutex::new(Vec::new()));
    let subscription = events::subscribe({
        let log = Arc::clone(&log);
        move |event| match event {
            Event::Transition {
                breaker, from, to, ..
            } if *breaker == "steered" => {
                // A listener may read the policy that emitted the event.
                let state = registry::circuit_breaker("steered").map(|it| it.state());
                assert_eq!(state, Some(*to));
                log.lock().unwrap().push((*from, *to));
            }
            _ => {}
        }
    });
    let calls = Counter::default();
    let fail = || {
        calls.add();
        ready(Err::<(), _>(Error::Down))
    };

    breaker.force_closed();
    for _ in 0..5 {
        assert_eq!(breaker.call(fail).await, Err(Failure::Error(Error::Down)));
    }
    breaker.force_open();
    advance(secs(86_400)).await;
    let refused = breaker.call(fail).await.unwrap_err();
    assert_eq!(refused.rejected().and_then(Rejected::retry_after), None);
    breaker.disable();
    let _ = breaker.call(fail).await;
    assert_eq!(
        breaker.snapshot().failures,
        5,
        "a disabled breaker counts nothing"
    );
    breaker.reset();
    let _ = breaker.call(fail).await;
    assert_eq!(calls.get(), 7);
    drop(subscription);
    breaker.reset();

    let path = [
        CircuitState::Closed,
        CircuitState::ForcedClosed,
        CircuitState::ForcedOpen,
        CircuitState::Disabled,
        CircuitState::Closed,
        CircuitState::Open,
    ];
    let steps: Vec<_> = path.windows(2).map(|step| (step[0], step[1])).collect();
    assert_eq!(*log.lock().unwrap(), steps);
}

#[tokio::test(start_paused = true)]
async fn adjusted_settings_keep_the_count_and_the_current_cooldown() {
    let breaker = CircuitBreaker::builder("adjusted")
        .threshold(3)
        .cooldown(secs(10))
        .probes(1)
        .build();
    let fail = || breaker.call(|| ready(Err::<(), _>(Error::Down)));
    let _ = fail().await;
    breaker.adjust(|it| it.threshold(5));
    for _ in 0..3 {
        let _ = fail().await;
    }
    assert_eq!(breaker.state(), CircuitState::Closed, "four of five");
    breaker.adjust(|it| it.threshold(2));
    assert_eq!(breaker.state(), CircuitState::Closed, "until a call ends");
    let _ = fail().await;
    assert_eq!(breaker.state(), CircuitState::Open);

    breaker.adjust(|it| it.cooldown(secs(60)));
    assert_eq!(breaker.snapshot().retry_after, Some(secs(10)));
    advance(secs(10)).await;
    assert_eq!(fail().await, Err(Failure::Error(Error::Down)), "a probe");
    assert_eq!(breaker.snapshot().retry_after, Some(secs(60)));
}

#[tokio::test(start_paused = true)]
async fn a_listener_sees_the_counts_and_the_generation_of_a_transition() {
    let breaker = CircuitBreaker::builder("notified").threshold(3).build();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let _subscription = events::subscribe({
        let (breaker, seen) = (breaker.clone(), Arc::clone(&seen));
        move |event| match event {
            Event::Transition {
                breaker: name,
                generation,
                ..
            } if *name == "notified" => {
                let snapshot = breaker.snapshot();
                seen.lock().unwrap().push((
                    snapshot.failures,
                    snapshot.failures_in_a_row,
                    *generation,
                ));
            }
            _ => {}
        }
    });
    for _ in 0..3 {
        breaker.acquire().unwrap().settle(true);
    }
    assert_eq!(*seen.lock().unwrap(), [(3, 3, 1)]);
}

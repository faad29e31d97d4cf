//! Calls on the fast path: the state that they leave in every layer.

#![allow(
    clippy::unwrap_used,
    reason = "a policy that is missing is a failed test"
)]

mod common;

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use common::{Counter, Error, secs};
use futures::FutureExt;
use resilience::{
    CircuitBreaker, CircuitState, GiveUp, bulkhead, circuit_breaker, events, rate_limit, registry,
    retry, timeout,
};
use tokio::time::{advance, sleep};

/// The outcome of a body, in its first poll or after a wait.
#[derive(Clone, Copy)]
enum Way {
    Succeeds,
    Fails,
    Panics,
    SucceedsLater,
    FailsLater,
    PanicsLater,
}

impl Way {
    async fn go(self) -> Result<u32, Error> {
        if let Self::SucceedsLater | Self::FailsLater | Self::PanicsLater = self {
            sleep(secs(1)).await;
        }
        match self {
            Self::Succeeds | Self::SucceedsLater => Ok(7),
            Self::Fails | Self::FailsLater => Err(Error::Down),
            Self::Panics | Self::PanicsLater => panic!("as the test wants it"),
        }
    }
}

/// Makes the call and returns whether it panicked.
async fn panics<T>(call: impl Future<Output = T>) -> bool {
    AssertUnwindSafe(call).catch_unwind().await.is_err()
}

macro_rules! functions {
    ($($name:ident: $($attribute:meta),+;)+) => {
        $(
            $(#[$attribute])+
            async fn $name(way: Way) -> Result<u32, Error> {
                way.go().await
            }
        )+
    };
}

functions! {
    in_a_row: circuit_breaker(name = "in a row", threshold = 100);
    in_calls: circuit_breaker(name = "in calls", threshold = 50, window = 60);
    by_rate: circuit_breaker(name = "by rate", failure_rate = 99%, window = 20, min_calls = 20);
    in_time: circuit_breaker(name = "in time", threshold = 90, window = 1h);
    rate_in_time: circuit_breaker(name = "rate in time", failure_rate = 99%, window = 1h, min_calls = 99);
    slow: circuit_breaker(name = "slow", slow_call = 500ms, slow_rate = 100%, window = 90, min_calls = 90);
    hung: circuit_breaker(name = "hung", threshold = 100, hung = 1h);
    all: circuit_breaker(name = "all", threshold = 100),
        bulkhead(name = "all", max = 1, wait = 0s),
        rate_limit(name = "all", max = 1_000, per = 1s),
        retry(max = 1, base_delay = 1s, budget(name = "all", ratio = 10%, min_per_sec = 0, burst = 100)),
        timeout(1m);
}

/// The counts of the breaker of that name: successes, failures, ignored.
fn counted(name: &str) -> (u64, u64, u64) {
    let breaker = registry::circuit_breaker(name).unwrap().snapshot();
    (breaker.successes, breaker.failures, breaker.ignored)
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_breaker_records_every_outcome_once() {
    use Way::{Fails, FailsLater, Panics, PanicsLater, Succeeds, SucceedsLater};
    macro_rules! check {
        ($($name:ident)+) => {
            $(
                let name = stringify!($name).replace('_', " ");
                for _ in 0..3 {
                    for way in [Succeeds, Fails, Succeeds, Panics, SucceedsLater, FailsLater, PanicsLater] {
                        let panicked = panics($name(way)).await;
                        assert_eq!(panicked, matches!(way, Panics | PanicsLater), "{name}");
                    }
                    assert_eq!($name(Succeeds).await, Ok(7), "{name}");
                }
                assert_eq!(counted(&name), (12, 12, 0), "{name}");
            )+
        };
    }
    check!(in_a_row in_calls by_rate in_time rate_in_time slow hung);
    let slow = registry::circuit_breaker("slow").unwrap().snapshot();
    let window = slow.window.unwrap();
    assert_eq!((window.calls, window.failures, window.slow), (24, 12, 9));
    for name in ["in calls", "in time", "rate in time"] {
        let window = registry::circuit_breaker(name).unwrap().snapshot().window;
        let window = window.unwrap();
        assert_eq!((window.calls, window.failures), (24, 12), "{name}");
    }
}

/// Advances the clock within one poll.
fn passes(time: Duration) {
    let _ = pin!(advance(time)).poll(&mut Context::from_waker(Waker::noop()));
}

#[tokio::test(start_paused = true)]
async fn a_slow_success_on_the_fast_path_is_slow() {
    #[circuit_breaker(name = "never waits", slow_call = 1s, slow_rate = 100%, window = 5, min_calls = 5)]
    async fn never_waits(takes: Duration) -> Result<(), Error> {
        passes(takes);
        Ok(())
    }
    let breaker = || registry::circuit_breaker("never waits").unwrap();
    // The window is full of successes, so one more changes nothing.
    for _ in 0..5 {
        never_waits(Duration::ZERO).await.unwrap();
    }
    assert_eq!(breaker().snapshot().window.unwrap().calls, 5);
    for slow in 1..5 {
        never_waits(secs(1)).await.unwrap();
        assert_eq!(breaker().snapshot().window.unwrap().slow, slow);
    }
    never_waits(secs(1)).await.unwrap();
    assert_eq!(breaker().state(), CircuitState::Open);
}

#[cfg(feature = "latency")]
#[tokio::test(start_paused = true)]
async fn each_success_is_measured_once() {
    #[circuit_breaker(name = "timed", threshold = 100)]
    #[bulkhead(name = "timed", max = 1)]
    #[rate_limit(name = "timed", max = 100, per = 1s)]
    async fn timed(takes: Duration) -> Result<(), Error> {
        passes(takes);
        Ok(())
    }
    for _ in 0..3 {
        timed(secs(1)).await.unwrap();
    }
    let breaker = registry::circuit_breaker("timed").unwrap().snapshot();
    let bulkhead = registry::bulkhead("timed").unwrap().snapshot();
    let limiter = registry::rate_limiter("timed").unwrap().snapshot();
    for ran in [breaker.latency, bulkhead.latency] {
        let ran = ran.unwrap();
        assert_eq!(ran.count, 3);
        assert!(ran.p50 >= secs(1));
    }
    for waited in [bulkhead.waited, limiter.waited] {
        let waited = waited.unwrap();
        assert_eq!((waited.count, waited.max), (3, Duration::ZERO));
    }
}

#[tokio::test(start_paused = true)]
async fn a_window_of_time_drops_old_successes_without_being_read() {
    let breaker = || registry::circuit_breaker("rate in time, alone").unwrap();
    functions! {
        alone: circuit_breaker(name = "rate in time, alone", failure_rate = 50%, window = 64s, min_calls = 4);
    }
    for second in 0..10 {
        for _ in 0..=second {
            alone(Way::Succeeds).await.unwrap();
        }
        advance(secs(1)).await;
    }
    assert_eq!(breaker().snapshot().window.unwrap().calls, 55);
    advance(secs(54)).await;
    assert_eq!(breaker().snapshot().window.unwrap().calls, 54);
    advance(secs(5)).await;
    assert_eq!(breaker().snapshot().window.unwrap().calls, 34);
    // The successes of the last four seconds count; later none do.
    for _ in 0..33 {
        let _ = alone(Way::Fails).await;
    }
    assert_eq!(breaker().state(), CircuitState::Closed, "33 of 67");
    let _ = alone(Way::Fails).await;
    assert_eq!(breaker().state(), CircuitState::Open, "34 of 68");
}

#[tokio::test(start_paused = true)]
async fn all_layers_return_to_their_initial_state() {
    let (bulkhead, budget) = (
        || registry::bulkhead("all").unwrap().snapshot(),
        || registry::retry_budget("all").unwrap(),
    );
    // The bulkhead has one slot, and each call finds it free.
    for _ in 0..20 {
        all(Way::Succeeds).await.unwrap();
    }
    assert!(panics(all(Way::Panics)).await);
    assert_eq!((bulkhead().in_flight, bulkhead().peak), (0, 1));
    assert_eq!(bulkhead().rejected, 0);
    assert_eq!(
        registry::rate_limiter("all").unwrap().snapshot().admitted,
        21
    );
    assert_eq!(
        budget().snapshot().balance,
        2,
        "twenty successes pay for two retries"
    );
    let later = tokio::spawn(all(Way::SucceedsLater));
    tokio::task::yield_now().await;
    assert_eq!(bulkhead().in_flight, 1);
    assert!(matches!(all(Way::Succeeds).await, Err(Error::Rejected(_))));
    later.await.unwrap().unwrap();
    assert_eq!(bulkhead().in_flight, 0);
    assert!(matches!(all(Way::Fails).await, Err(Error::Down)));
    assert_eq!(budget().snapshot().granted, 1);
    assert_eq!(counted("all"), (21, 2, 1));
}

struct Client<const RETRIES: u32>;

impl<const RETRIES: u32> Client<RETRIES> {
    const MAX: u32 = RETRIES;

    #[retry(max = Self::MAX, budget(name = "of a generic", ratio = 50%, min_per_sec = 0, burst = 9))]
    async fn ask(&self, way: Way) -> Result<u32, Error> {
        way.go().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_success_is_deposited_also_if_settings_use_a_generic() {
    for _ in 0..2 {
        Client::<1>.ask(Way::Succeeds).await.unwrap();
        Client::<2>.ask(Way::Succeeds).await.unwrap();
    }
    let budget = registry::retry_budget("of a generic").unwrap().snapshot();
    assert_eq!((budget.balance, budget.granted), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn listeners_do_not_change_results() {
    functions! {
        heard: circuit_breaker(name = "heard", threshold = 100), retry(max = 1, base_delay = 1s);
    }
    let _listening = events::subscribe(|_| ());
    heard(Way::Succeeds).await.unwrap();
    let _ = heard(Way::Fails).await;
    let _ = heard(Way::SucceedsLater).await;
    assert_eq!(counted("heard"), (2, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_waiting_call_that_is_dropped_is_not_recorded() {
    functions! {
        dropped: circuit_breaker(name = "dropped", threshold = 100), bulkhead(name = "dropped", max = 1);
    }
    let wait = tokio::time::timeout(Duration::from_millis(10), dropped(Way::SucceedsLater));
    assert!(wait.await.is_err());
    assert_eq!(counted("dropped"), (0, 0, 1));
    assert_eq!(
        registry::bulkhead("dropped").unwrap().snapshot().in_flight,
        0
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_predicate_panics_is_not_recorded() {
    fn brittle(error: &Error) -> bool {
        assert!(*error != Error::Down, "the predicate panics");
        true
    }
    functions! {
        judged: circuit_breaker(name = "brittle", when = brittle);
        retried: circuit_breaker(name = "brittle, retried"), retry(max = 1, when = brittle);
    }
    for way in [Way::Fails, Way::FailsLater] {
        assert!(panics(judged(way)).await);
        assert!(panics(retried(way)).await);
    }
    assert_eq!(counted("brittle"), (0, 0, 2));
    assert_eq!(counted("brittle, retried"), (0, 0, 2));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_leaves_the_fast_path_halfway_takes_one_permit() {
    functions! {
        halfway: rate_limit(name = "halfway", max = 10, per = 1h), bulkhead(name = "halfway", max = 1);
    }
    let first = tokio::spawn(halfway(Way::SucceedsLater));
    tokio::task::yield_now().await;
    let second = tokio::spawn(halfway(Way::SucceedsLater));
    tokio::task::yield_now().await;
    let limiter = registry::rate_limiter("halfway").unwrap();
    assert_eq!(limiter.snapshot().admitted, 2);
    assert_eq!(limiter.snapshot().available, 8);
    assert_eq!(first.await.unwrap(), Ok(7));
    assert_eq!(second.await.unwrap(), Ok(7));
    assert_eq!(limiter.snapshot().admitted, 2);
}

#[tokio::test(start_paused = true)]
async fn a_call_rejected_below_a_breaker_leaves_it_before_listeners_run() {
    static TOLD: Counter = Counter::new();
    fn tells(_: GiveUp) {
        assert_eq!(counted("refused below"), (0, 0, 1));
        TOLD.add();
    }
    functions! {
        refused_below: retry(on_giveup = tells), circuit_breaker(name = "refused below"),
            bulkhead(name = "refused below", max = 1, wait = 0s);
    }
    let bulkhead = registry::bulkhead("refused below").unwrap();
    let _place = bulkhead.acquire().await.unwrap();
    assert!(matches!(
        refused_below(Way::Succeeds).await,
        Err(Error::Rejected(_))
    ));
    assert_eq!(TOLD.get(), 1);
    assert_eq!(counted("refused below"), (0, 0, 1));
}

#[circuit_breaker(name = "changed inside", threshold = 100)]
async fn changed_inside(change: fn(&CircuitBreaker)) -> Result<(), Error> {
    change(&registry::circuit_breaker("changed inside").unwrap());
    Ok(())
}

#[tokio::test]
async fn a_success_is_ignored_if_its_own_call_changed_the_state() {
    for change in [
        CircuitBreaker::reset,
        CircuitBreaker::disable,
        CircuitBreaker::reset,
        CircuitBreaker::force_closed,
        CircuitBreaker::force_open,
    ] {
        changed_inside(change).await.unwrap();
        assert_eq!(counted("changed inside"), (0, 0, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_breaker_forced_open_during_its_cooldown_reports_no_end() {
    functions! {
        held_open: circuit_breaker(name = "held open", threshold = 1, cooldown = 9s);
    }
    let _ = held_open(Way::Fails).await;
    for held in [false, true] {
        if held {
            registry::circuit_breaker("held open").unwrap().force_open();
        }
        let Err(Error::Rejected(rejected)) = held_open(Way::Succeeds).await else {
            panic!("it is open");
        };
        assert_eq!(rejected.retry_after(), (!held).then_some(secs(9)));
    }
}

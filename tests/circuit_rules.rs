//! The rules that open a circuit breaker, through the attribute.

mod common;

use std::time::Duration;

use common::{Counter, Error, secs};
use resilience::{
    CircuitBreaker, CircuitState, Percent, Rejected, Window, bulkhead, circuit_breaker, registry,
    retry, timeout,
};
use tokio::time::{advance, sleep};

fn breaker(name: &str) -> CircuitBreaker {
    registry::circuit_breaker(name).expect("listed before the first call")
}

#[circuit_breaker(name = "of the last ten", threshold = 3, window = 10)]
async fn of_the_last_ten(answer: Result<(), Error>) -> Result<(), Error> {
    answer
}

#[tokio::test(start_paused = true)]
async fn n_failures_of_the_last_m_calls_open_it() {
    let breaker = breaker("of the last ten");
    for _ in 0..20 {
        let _ = of_the_last_ten(Err(Error::Down)).await;
        for _ in 0..4 {
            let _ = of_the_last_ten(Ok(())).await;
        }
    }
    assert_eq!(breaker.state(), CircuitState::Closed, "two of any ten");
    let window = breaker.snapshot().window.expect("a window");
    assert_eq!((window.calls, window.failures), (10, 2));
    for _ in 0..2 {
        assert_eq!(breaker.state(), CircuitState::Closed);
        let _ = of_the_last_ten(Err(Error::Down)).await;
    }
    assert_eq!(breaker.state(), CircuitState::Open);
    let window = breaker.snapshot().window.expect("what tripped it");
    assert_eq!((window.calls, window.failures), (10, 3));
}

const TEN_SECONDS: Duration = Duration::from_secs(10);

#[circuit_breaker(name = "in ten seconds", threshold = 3, window = TEN_SECONDS)]
async fn in_ten_seconds(answer: Result<(), Error>) -> Result<(), Error> {
    answer
}

#[tokio::test(start_paused = true)]
async fn n_failures_within_a_time_open_it_and_older_ones_do_not_count() {
    let breaker = breaker("in ten seconds");
    for _ in 0..100 {
        let _ = in_ten_seconds(Err(Error::Down)).await;
        let _ = in_ten_seconds(Ok(())).await;
        advance(secs(5)).await;
    }
    assert_eq!(breaker.state(), CircuitState::Closed);
    advance(secs(4)).await;
    let _ = in_ten_seconds(Err(Error::Down)).await;
    assert_eq!(breaker.state(), CircuitState::Closed);
    assert_eq!(breaker.snapshot().window.expect("a window").failures, 2);
    let _ = in_ten_seconds(Err(Error::Down)).await;
    assert_eq!(breaker.state(), CircuitState::Open);
}

const WINDOW: u32 = 10;
const HALF: Percent = Percent::new(50);

#[circuit_breaker(name = "half", failure_rate = HALF, window = WINDOW, cooldown = 1s, probes = 1)]
async fn half(answer: Result<(), Error>) -> Result<(), Error> {
    answer
}

#[tokio::test(start_paused = true)]
async fn after_ten_thousand_successes_the_fifth_failure_of_ten_opens_it() {
    let breaker = breaker("half");
    for _ in 0..10_000 {
        assert_eq!(half(Ok(())).await, Ok(()));
    }
    for failures in 1..=5 {
        assert_eq!(breaker.state(), CircuitState::Closed);
        let _ = half(Err(Error::Down)).await;
        assert_eq!(
            breaker.snapshot().window.map(|it| it.failures),
            Some(failures)
        );
    }
    assert_eq!(breaker.state(), CircuitState::Open);
    let rate = breaker.snapshot().window.map(|it| it.failure_rate());
    assert_eq!(rate, Some(HALF));
    assert_eq!(breaker.snapshot().successes, 10_000);

    // Counting restarts after the breaker closed, and a success can be the call that completes `min_calls`.
    advance(secs(1)).await;
    let _ = half(Ok(())).await;
    for _ in 0..9 {
        let _ = half(Err(Error::Down)).await;
    }
    assert_eq!(
        breaker.state(),
        CircuitState::Closed,
        "nine calls are too few"
    );
    let _ = half(Ok(())).await;
    assert_eq!(breaker.state(), CircuitState::Open);
}

#[circuit_breaker(name = "lately", failure_rate = 25%, window = 1m, min_calls = 4)]
async fn lately(answer: Result<(), Error>) -> Result<(), Error> {
    answer
}

#[tokio::test(start_paused = true)]
async fn a_rate_over_time_ignores_old_calls() {
    let breaker = breaker("lately");
    for _ in 0..3 {
        let _ = lately(Err(Error::Down)).await;
    }
    advance(secs(3_600)).await;
    for _ in 0..4 {
        assert_eq!(lately(Ok(())).await, Ok(()));
    }
    advance(secs(30)).await;
    let _ = lately(Err(Error::Down)).await;
    assert_eq!(breaker.state(), CircuitState::Closed, "one of five");
    advance(secs(30)).await;
    for _ in 0..2 {
        assert_eq!(lately(Ok(())).await, Ok(()));
    }
    assert_eq!(breaker.state(), CircuitState::Closed, "one of three");
    let _ = lately(Ok(())).await;
    assert_eq!(breaker.state(), CircuitState::Open, "one of four");
}

#[circuit_breaker(name = "slow", slow_call = 2s, slow_rate = 80%, window = 5)]
async fn slow(takes: Duration) -> Result<(), Error> {
    sleep(takes).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn slow_calls_open_it() {
    let breaker = breaker("slow");
    for takes in [2_000, 1_999, 1_999, 3_000, 2_000] {
        assert_eq!(slow(Duration::from_millis(takes)).await, Ok(()));
    }
    let window = breaker.snapshot().window.expect("a window");
    assert_eq!((window.slow, window.slow_rate()), (3, Percent::new(60)));
    for _ in 0..2 {
        assert_eq!(breaker.state(), CircuitState::Closed);
        let _ = slow(secs(5)).await;
    }
    assert_eq!(breaker.state(), CircuitState::Open, "four of five");
}

#[circuit_breaker(name = "either", threshold = 2, failure_rate = 50%, min_calls = 6)]
async fn either(answer: Result<(), Error>) -> Result<(), Error> {
    answer
}

#[tokio::test(start_paused = true)]
async fn any_one_of_several_rules_opens_it() {
    let breaker = breaker("either");
    for _ in 0..3 {
        assert_eq!(breaker.state(), CircuitState::Closed);
        let _ = either(Err(Error::Down)).await;
        let _ = either(Ok(())).await;
    }
    assert_eq!(breaker.state(), CircuitState::Open, "3 of 6, none in a row");
    breaker.reset();
    for _ in 0..2 {
        let _ = either(Err(Error::Down)).await;
    }
    assert_eq!(breaker.state(), CircuitState::Open, "2 in a row, 2 of 2");
}

#[circuit_breaker(name = "hanging", threshold = 5, hung = 10s)]
#[bulkhead(max = 5, wait = 1m)]
async fn hanging(takes: Duration) -> Result<(), Error> {
    sleep(takes).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn hung_calls_open_it_before_they_return() {
    let breaker = breaker("hanging");
    let calls: Vec<_> = (0..8).map(|_| tokio::spawn(hanging(secs(30)))).collect();
    sleep(Duration::from_millis(9_999)).await;
    assert_eq!(breaker.state(), CircuitState::Closed);
    sleep(Duration::from_millis(2)).await;
    assert_eq!(breaker.state(), CircuitState::Open);
    assert!(calls.iter().all(|call| !call.is_finished()));
    assert!(matches!(
        hanging(secs(0)).await,
        Err(Error::Rejected(Rejected::CircuitOpen { .. }))
    ));
    for call in calls {
        assert_eq!(call.await.expect("no panic"), Ok(()), "it is left to end");
    }
    let snapshot = breaker.snapshot();
    assert_eq!((snapshot.failures, snapshot.successes), (5, 0));
}

#[circuit_breaker(name = "in line", threshold = 1, hung = 2s)]
#[bulkhead(max = 1, wait = 1m)]
async fn in_line() -> Result<(), Error> {
    sleep(secs(1)).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_hung_call_counts_once_and_a_queued_call_does_not_hang() {
    let breaker = CircuitBreaker::builder("once")
        .threshold(3)
        .hung(secs(1))
        .build();
    for _ in 0..2 {
        assert_eq!(
            breaker
                .call(|| async {
                    sleep(secs(2)).await;
                    Ok::<_, Error>(())
                })
                .await,
            Ok(())
        );
    }
    let snapshot = breaker.snapshot();
    assert_eq!((snapshot.failures, snapshot.successes), (2, 0));
    assert_eq!(snapshot.failures_in_a_row, 2);

    let calls: Vec<_> = (0..5).map(|_| tokio::spawn(in_line())).collect();
    for call in calls {
        assert_eq!(call.await.expect("no panic"), Ok(()));
    }
    let line = self::breaker("in line").snapshot();
    assert_eq!((line.state, line.failures), (CircuitState::Closed, 0));
}

#[tokio::test(start_paused = true)]
async fn a_call_watched_by_a_permit_counts_while_it_hangs() {
    let builder = CircuitBreaker::builder("watched");
    let breaker = builder.threshold(1).hung(secs(1)).build();
    let watched = breaker.clone();
    let call = tokio::spawn(async move {
        let mut permit = watched.acquire().expect("closed");
        permit.watch(std::future::pending::<()>()).await;
    });
    sleep(Duration::from_millis(999)).await;
    assert_eq!(breaker.state(), CircuitState::Closed);
    sleep(Duration::from_millis(2)).await;
    assert_eq!(breaker.state(), CircuitState::Open);
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(breaker.snapshot().failures, 1);
}

static CALLS: Counter = Counter::new();

#[circuit_breaker(name = "adding up", threshold = 1, hung = 5s)]
#[retry(max = 5, delay = 0s)]
#[timeout(2s)]
async fn adding_up() -> Result<(), Error> {
    CALLS.add();
    std::future::pending().await
}

#[tokio::test(start_paused = true)]
async fn timed_out_attempts_add_up_to_a_hung_call() {
    let call = tokio::spawn(adding_up());
    sleep(Duration::from_millis(4_900)).await;
    assert_eq!(breaker("adding up").state(), CircuitState::Closed);
    sleep(Duration::from_millis(200)).await;
    assert_eq!(CALLS.get(), 3);
    assert_eq!(breaker("adding up").state(), CircuitState::Open);
    call.abort();
    assert!(call.await.expect_err("aborted").is_cancelled());
    assert_eq!(breaker("adding up").snapshot().failures, 1);
}

#[circuit_breaker(name = "probed", threshold = 1, cooldown = 30s, probes = 1, probe_timeout = 5s)]
async fn probed(takes: Duration, answer: Result<(), Error>) -> Result<(), Error> {
    sleep(takes).await;
    answer
}

#[tokio::test(start_paused = true)]
async fn a_probe_loses_its_slot_after_the_probe_timeout() {
    let breaker = breaker("probed");
    let _ = probed(secs(0), Err(Error::Down)).await;
    advance(secs(30)).await;
    let hanging = tokio::spawn(probed(secs(60), Err(Error::Down)));
    sleep(secs(4)).await;
    assert!(probed(secs(0), Ok(())).await.is_err(), "no place is free");
    assert_eq!(breaker.snapshot().probes, 1);
    sleep(secs(1)).await;
    assert_eq!(probed(secs(0), Ok(())).await, Ok(()));
    assert_eq!(breaker.state(), CircuitState::Closed);
    assert_eq!(hanging.await.expect("no panic"), Err(Error::Down));
    assert_eq!(
        breaker.state(),
        CircuitState::Closed,
        "its answer came late"
    );
}

#[tokio::test(start_paused = true)]
async fn a_builder_accepts_every_rule() {
    let breaker = CircuitBreaker::builder("by hand")
        .window(Window::Time(secs(60)))
        .threshold(4)
        .failure_rate(Percent::new(50))
        .slow_calls(secs(1), Percent::new(100))
        .min_calls(3)
        .build();
    for takes in [1, 2, 3] {
        let call = breaker.acquire().expect("closed");
        advance(secs(takes)).await;
        call.settle(false);
    }
    assert_eq!(
        breaker.state(),
        CircuitState::Open,
        "each took a second or more"
    );
}

#[circuit_breaker(name = "pausing", threshold = 1, hung = 2s)]
#[retry(max = 1, delay = 60s)]
async fn pausing(calls: &Counter) -> Result<(), Error> {
    if calls.add() == 0 {
        Err(Error::Down)
    } else {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn the_pause_of_a_retry_counts_towards_a_hung_call() {
    let breaker = breaker("pausing");
    let call = tokio::spawn(async { pausing(&Counter::new()).await });
    sleep(Duration::from_millis(2_001)).await;
    assert_eq!(breaker.state(), CircuitState::Open);
    assert_eq!(call.await.expect("no panic"), Ok(()));
    assert_eq!(
        (breaker.snapshot().failures, breaker.snapshot().successes),
        (1, 0)
    );
}

#[circuit_breaker(name = "greedy", threshold = 1, hung = 5ms)]
async fn greedy() -> Result<(), Error> {
    loop {
        tokio::task::consume_budget().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_exhausts_its_tasks_cooperative_budget_is_seen_to_hang() {
    let time = async {
        for _ in 0..50 {
            advance(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        _ = greedy() => unreachable!("it never ends"),
        () = time => {}
    }
    assert_eq!(breaker("greedy").state(), CircuitState::Open);
}

#[circuit_breaker(name = "in line to probe", threshold = 1, cooldown = 1s, probes = 1, probe_timeout = 1s)]
#[bulkhead(name = "in line to probe", max = 1, wait = 100s)]
async fn in_line_to_probe(answer: Result<(), Error>) -> Result<(), Error> {
    answer
}

#[tokio::test(start_paused = true)]
async fn a_probe_does_not_run_while_it_is_queued() {
    let bulkhead = registry::bulkhead("in line to probe").expect("listed");
    let _ = in_line_to_probe(Err(Error::Down)).await;
    let held = bulkhead.acquire().await.expect("free");
    sleep(secs(1)).await;
    let probe = tokio::spawn(in_line_to_probe(Ok(())));
    sleep(Duration::from_millis(999)).await;
    drop(held);
    assert_eq!(probe.await.expect("no panic"), Ok(()));
    assert_eq!(breaker("in line to probe").state(), CircuitState::Closed);
}

fn opened(name: &'static str) -> resilience::CircuitBreakerBuilder {
    CircuitBreaker::builder(name).threshold(1).cooldown(secs(1))
}

#[tokio::test(start_paused = true)]
async fn a_slow_probe_keeps_its_slot_while_others_are_free() {
    let breaker = opened("patient").probes(2).probe_timeout(secs(1)).build();
    breaker.acquire().expect("closed").settle(true);
    sleep(secs(1)).await;
    let slow = breaker.acquire().expect("a probe");
    sleep(secs(2)).await;
    breaker.acquire().expect("another").settle(false);
    slow.settle(false);
    assert_eq!(breaker.state(), CircuitState::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_hung_probe_reopens_the_breaker() {
    let breaker = opened("hung probe").hung(secs(1)).build();
    breaker.acquire().expect("closed").settle(true);
    sleep(secs(1)).await;
    let hanging = breaker.clone();
    let call = tokio::spawn(async move {
        let call = || async {
            sleep(secs(5)).await;
            Ok::<_, Error>(())
        };
        hanging.call(call).await
    });
    sleep(Duration::from_millis(1_001)).await;
    assert_eq!(
        (breaker.state(), breaker.snapshot().opened),
        (CircuitState::Open, 2)
    );
    assert_eq!(call.await.expect("no panic"), Ok(()));
    assert_eq!(breaker.state(), CircuitState::Open);
}

#[tokio::test(start_paused = true)]
async fn slow_successes_are_detected_among_fast_ones() {
    let breaker = CircuitBreaker::builder("seldom slow")
        .slow_calls(secs(1), Percent::new(50))
        .window(Window::Calls(4))
        .build();
    for _ in 0..4 {
        breaker.acquire().expect("closed").settle(false);
    }
    for _ in 0..2 {
        assert_eq!(breaker.state(), CircuitState::Closed);
        let slow = breaker.acquire().expect("closed");
        advance(secs(2)).await;
        slow.settle(false);
    }
    assert_eq!(breaker.state(), CircuitState::Open);
}

#[tokio::test(start_paused = true)]
async fn a_late_success_is_ignored_also_on_the_fast_path() {
    let breaker = CircuitBreaker::builder("late and quiet").build();
    let late = breaker.acquire().expect("closed");
    breaker.reset();
    late.settle(false);
    assert_eq!(breaker.snapshot().successes, 0);
}

#[tokio::test(start_paused = true)]
async fn an_adjusted_window_applies_at_once() {
    let calls = CircuitBreaker::builder("fewer calls")
        .threshold(2)
        .window(Window::Calls(10));
    let calls = calls.build();
    calls.adjust(|it| it.window(Window::Calls(2)));
    for failed in [true, false, true] {
        calls.acquire().expect("closed").settle(failed);
    }
    assert_eq!(calls.state(), CircuitState::Closed, "two of three");
    calls.adjust(|it| it.threshold(8).window(Window::Calls(8)));
    assert_eq!(calls.snapshot().window.map(|it| it.calls), Some(2));

    let time = CircuitBreaker::builder("less time")
        .threshold(2)
        .window(Window::Time(secs(10)));
    let time = time.build();
    time.adjust(|it| it.window(Window::Time(secs(2))));
    time.acquire().expect("closed").settle(true);
    advance(secs(3)).await;
    time.acquire().expect("closed").settle(true);
    assert_eq!(time.state(), CircuitState::Closed);
}

#[tokio::test(start_paused = true)]
async fn a_rule_met_by_an_adjustment_opens_the_breaker_at_the_next_result() {
    let share = |name: &str| {
        let share = CircuitBreaker::builder(name).failure_rate(Percent::new(50));
        share.window(Window::Calls(30)).min_calls(20).build()
    };
    let of = |name: &str, window| {
        let of = CircuitBreaker::builder(name).threshold(5);
        of.window(window).build()
    };
    let (calls, time) = (Window::Calls(20), Window::Time(secs(60)));
    let (calls, time) = (of("lower, of calls", calls), of("lower, of time", time));
    let share = share("lower, of a share");
    for breaker in [&calls, &time, &share] {
        for failed in [true, false, true, false, true] {
            breaker.acquire().expect("closed").settle(failed);
        }
    }
    calls.adjust(|it| it.threshold(3));
    time.adjust(|it| it.threshold(3));
    share.adjust(|it| it.min_calls(5));
    for breaker in [calls, time, share] {
        let name = breaker.name();
        assert_eq!(breaker.state(), CircuitState::Closed, "{name}");
        breaker.acquire().expect("closed").settle(false);
        assert_eq!(breaker.state(), CircuitState::Open, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_adjusted_slow_call_limit_applies_at_once() {
    let breaker = CircuitBreaker::builder("slow from now on").threshold(2);
    let breaker = breaker.window(Window::Calls(4)).build();
    (0..4).for_each(|_| breaker.acquire().expect("closed").settle(false));
    breaker.adjust(|it| it.slow_calls(secs(1), Percent::new(50)));
    for takes in [0, 1, 2] {
        assert_eq!(breaker.state(), CircuitState::Closed);
        let permit = breaker.acquire().expect("closed");
        advance(secs(takes)).await;
        permit.settle(false);
    }
    assert_eq!(breaker.state(), CircuitState::Open, "two of four");
}

#[circuit_breaker(name = "slow in line", slow_call = 2s, slow_rate = 1%, window = 100, min_calls = 100)]
#[bulkhead(name = "slow in line", max = 1, wait = 10s)]
async fn slow_in_line(takes: Duration) -> Result<(), Error> {
    sleep(takes).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn time_in_a_queue_does_not_make_a_call_slow() {
    let line = [1_500, 1_900, 2_000, 500].map(|takes| {
        let call = slow_in_line(Duration::from_millis(takes));
        tokio::spawn(call)
    });
    for call in line {
        call.await.expect("no panic").expect("it has its turn");
    }
    let window = breaker("slow in line").snapshot().window.expect("one");
    assert_eq!((window.calls, window.slow), (4, 1));
}

#[circuit_breaker(name = "cut off in line", slow_call = 1s, slow_rate = 99%, window = 100, min_calls = 100)]
#[timeout(3s)]
#[bulkhead(name = "cut off in line", max = 1, wait = 10s)]
async fn cut_off_in_line() -> Result<(), Error> {
    Ok(())
}

#[circuit_breaker(
    name = "may hang in line", slow_call = 1s, slow_rate = 99%, window = 100, min_calls = 100, hung = 1h
)]
#[timeout(3s)]
#[bulkhead(name = "cut off in line")]
async fn may_hang_in_line() -> Result<(), Error> {
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_call_that_times_out_in_a_queue_is_slow_if_it_took_that_long() {
    let bulkhead = registry::bulkhead("cut off in line").expect("declared");
    let _place = bulkhead.acquire().await.expect("it is free");
    let cut = |answer| matches!(answer, Err(Error::Rejected(Rejected::TimedOut { .. })));
    assert!(cut(cut_off_in_line().await) && cut(may_hang_in_line().await));
    for name in ["cut off in line", "may hang in line"] {
        let window = breaker(name).snapshot().window.expect("one");
        assert_eq!((window.failures, window.slow), (1, 1), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn forcing_a_state_twice_equals_forcing_it_once() {
    let breaker = CircuitBreaker::builder("held twice").build();
    breaker.force_closed();
    let call = breaker.acquire().expect("held closed");
    sleep(secs(5)).await;
    breaker.force_closed();
    call.settle(false);
    let snapshot = breaker.snapshot();
    assert_eq!(
        (snapshot.successes, snapshot.age, snapshot.generation),
        (1, secs(5), 1)
    );
}

#[test]
#[should_panic(expected = "`threshold` must be at most `window`")]
fn a_builder_rejects_contradictory_settings() {
    let _ = CircuitBreaker::builder("contradiction")
        .window(Window::Calls(3))
        .threshold(4)
        .build();
}

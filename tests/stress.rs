//! A million calls, cancellations and panics from many tasks at once: permits are exact afterwards, and
//! nothing grows.

mod common;

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use common::{Counter, Error};
use resilience::{
    Bulkhead, CircuitBreaker, CircuitState, Percent, RateLimiter, RateLimiterBuilder, RetryBudget,
    Window, Withdrawal,
};
use tokio::task::yield_now;
use tokio::time::Instant;

const TASKS: u64 = 50;
const CALLS: u64 = 20_000;

/// How many of an eighth of the calls need not wait for the rate limiter.
const PERMITS: u32 = 60_000;

/// A small deterministic generator: the linear congruential generator of Knuth's MMIX.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Polls a call at most `polls` times, then drops it.
struct Dropped<F> {
    call: F,
    polls: u64,
}

impl<F: Future + Unpin> Future for Dropped<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        Pin::new(&mut self.call).poll(cx).map(Some)
    }
}

async fn random_call(
    breaker: &CircuitBreaker,
    bulkhead: &Bulkhead,
    budget: &RetryBudget,
    limiter: &RateLimiter,
    given_up: &Counter,
    mut random: Random,
) {
    if random.below(8) == 0 {
        // The available permits are taken at once, some by calls that panic. After that all calls wait
        // for hours and are dropped, from any position in the queue.
        let panics = random.below(20) == 0;
        let call = limiter.call(async || {
            assert!(!panics, "the service panics");
            Ok::<_, Error>(())
        });
        let patience = async {
            for _ in 0..random.below(4) {
                yield_now().await;
            }
        };
        tokio::select! {
            biased;
            _ = call => {}
            () = patience => { given_up.add(); }
        }
    }
    // One in four calls is dropped after a few polls, at any point.
    let polls = if random.below(4) == 0 {
        1 + random.below(4)
    } else {
        u64::MAX
    };
    let call = Box::pin(breaker.call(|| async {
        let _place = bulkhead.acquire().await.map_err(|_| Error::Down)?;
        for _ in 0..random.below(3) {
            yield_now().await;
        }
        match random.below(20) {
            0 => panic!("the service panics"),
            1..=6 => {
                // Half of the retries are never sent.
                let retry = budget.withdraw();
                yield_now().await;
                if let (Some(retry), true) = (retry, random.below(2) == 0) {
                    retry.spend();
                }
                Err(Error::Down)
            }
            _ => {
                budget.deposit();
                Ok(())
            }
        }
    }));
    let _ = Dropped { call, polls }.await;
}

#[test]
fn permits_are_exact_after_a_million_calls_cancels_and_panics() {
    std::panic::set_hook(Box::new(|_| ()));
    let start = Instant::now();
    let breaker = CircuitBreaker::builder("stress")
        .threshold(4)
        .cooldown(Duration::from_nanos(1))
        .probes(2)
        .build();
    let bulkhead = Bulkhead::builder("stress")
        .max(3)
        .wait(Duration::from_secs(60))
        .build();
    let budget = RetryBudget::builder("stress")
        .burst(u32::MAX)
        .min_per_sec(1_000.0)
        .build();
    let hour = Duration::from_secs(3_600);
    let limiter = RateLimiter::builder("stress")
        .max(1)
        .per(hour)
        .burst(PERMITS)
        .wait(1_000 * hour)
        .build();
    let (waited, panicked) = (Arc::new(Counter::default()), Arc::new(Counter::default()));
    let given_up = Arc::new(Counter::default());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..TASKS {
            let (breaker, bulkhead, budget) = (breaker.clone(), bulkhead.clone(), budget.clone());
            let (limiter, given_up) = (limiter.clone(), Arc::clone(&given_up));
            let (waited, panicked) = (Arc::clone(&waited), Arc::clone(&panicked));
            tasks.spawn(async move {
                let mut random = Random(task);
                for call in 0..CALLS {
                    // Not before each call: a snapshot with latencies adds up a thousand numbers.
                    if call % 64 == 0 && bulkhead.snapshot().waiting > 0 {
                        waited.add();
                    }
                    let seed = Random(random.below(u64::MAX));
                    let call = random_call(&breaker, &bulkhead, &budget, &limiter, &given_up, seed);
                    if CatchUnwind(Box::pin(call)).await.is_err() {
                        panicked.add();
                    }
                    yield_now().await;
                }
            });
        }
        while let Some(task) = tasks.join_next().await {
            task.unwrap();
        }
    });
    let _ = std::panic::take_hook();

    let places = bulkhead.snapshot();
    assert_eq!((places.in_flight, places.waiting, places.peak), (0, 0, 3));
    let permits = limiter.snapshot();
    let counts = (permits.admitted, permits.available, permits.rejected);
    assert_eq!(counts, (u64::from(PERMITS), 0, 0), "no more and no fewer");
    assert!(given_up.get() > 10_000, "{} gave up", given_up.get());
    limiter.adjust(|it| it.wait(Duration::ZERO));
    let next = runtime.block_on(limiter.acquire());
    let next = next.expect_err("none is left").retry_after();
    assert!(
        next.is_some_and(|next| next <= hour && next + start.elapsed() > hour),
        "the next permit is assigned to no caller: {next:?}"
    );
    let state = breaker.snapshot();
    println!(
        "{state:?}, {} waited, {} panicked",
        waited.get(),
        panicked.get()
    );
    assert!(state.opened > 100, "it opened {} times", state.opened);
    assert!(state.successes > 10_000 && state.rejected > 0, "{state:?}");
    assert!(panicked.get() > 1_000, "{} panics", panicked.get());
    assert!(
        waited.get() > 1_000,
        "contention happened: {} saw others wait",
        waited.get()
    );

    // The half-open breaker has exactly two slots: none leaked, none returned twice.
    breaker.reset();
    while breaker.state() == CircuitState::Closed {
        breaker.acquire().unwrap().settle(true);
    }
    while breaker.snapshot().retry_after != Some(Duration::ZERO) {}
    let probes: Vec<_> = std::iter::from_fn(|| breaker.acquire().ok())
        .take(10)
        .collect();
    assert_eq!(probes.len(), 2);
}

/// A call whose panic is its result.
struct CatchUnwind<F>(F);

impl<F: Future + Unpin> Future for CatchUnwind<F> {
    type Output = std::thread::Result<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let call = AssertUnwindSafe(|| Pin::new(&mut self.0).poll(cx));
        match std::panic::catch_unwind(call) {
            Ok(polled) => polled.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    }
}

#[test]
fn a_million_open_close_cycles_allocate_nothing() {
    let builder = |name| {
        CircuitBreaker::builder(name)
            .cooldown(Duration::from_nanos(1))
            .probes(1)
            .threshold(1)
    };
    let rate = Percent::new(50);
    for breaker in [
        builder("in a row"),
        builder("of the last calls").window(Window::Calls(4)),
        builder("of the last time").window(Window::Time(Duration::from_secs(3_600))),
        builder("at a rate").failure_rate(rate).min_calls(2),
    ] {
        let breaker = breaker.build();
        let cycle = || {
            breaker.acquire().expect("closed").settle(true);
            loop {
                if let Ok(probe) = breaker.acquire() {
                    probe.settle(false);
                    return;
                }
            }
        };
        cycle();
        let measured = allocation_counter::measure(|| (0..250_000).for_each(|_| cycle()));
        assert_eq!(
            (measured.count_total, breaker.snapshot().opened),
            (0, 250_001),
            "{breaker:?}"
        );
    }
}

#[test]
fn of_five_thousand_concurrent_withdrawals_six_hundred_are_granted() {
    let budget = RetryBudget::builder("stampede")
        .ratio(Percent::new(100))
        .min_per_sec(0.0)
        .burst(600)
        .build();
    let start = Barrier::new(50);
    let each = |work: &(dyn Fn() -> usize + Sync)| -> usize {
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..50)
                .map(|_| {
                    scope.spawn(|| {
                        start.wait();
                        (0..100).map(|_| work()).sum::<usize>()
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|it| it.join().expect("no panic"))
                .sum()
        })
    };
    each(&|| {
        budget.deposit();
        0
    });
    assert_eq!(budget.snapshot().balance, 600);
    let granted = each(&|| usize::from(budget.withdraw().map(Withdrawal::spend).is_some()));
    assert_eq!(granted, 600);
    assert_eq!(
        (budget.snapshot().granted, budget.snapshot().refused),
        (600, 4_400)
    );
}

/// Three threads call while the rate changes back and forth. A call that is rejected after the
/// second change gets a wait of at most `longest`.
fn adjusts_under_calls(
    name: &'static str,
    first: fn(RateLimiterBuilder) -> RateLimiterBuilder,
    then: fn(RateLimiterBuilder) -> RateLimiterBuilder,
    longest: Duration,
) {
    let limiter = RateLimiter::builder(name);
    let limiter = limiter.max(1).per(Duration::from_secs(3_600)).build();
    let call = || {
        let call = pin!(limiter.acquire());
        match call.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => answer,
            Poll::Pending => panic!("no call may wait"),
        }
    };
    let done = AtomicBool::new(false);
    let (mut adjusts, mut worst) = (0_u64, Duration::ZERO);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let _ = call();
                }
            });
        }
        let start = Instant::now();
        while worst <= longest && start.elapsed() < Duration::from_millis(900) {
            limiter.adjust(first);
            limiter.reset();
            limiter.adjust(then);
            adjusts += 1;
            if let Err(refused) = call() {
                worst = worst.max(refused.retry_after().unwrap_or_default());
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(worst <= longest, "{worst:?} after {adjusts} adjusts");
    let calls = limiter.snapshot();
    println!("{adjusts} adjusts, {calls:?}");
    assert!(
        adjusts > 1_000 && calls.admitted > adjusts && calls.rejected > adjusts,
        "calls ran between the changes: {adjusts}, {calls:?}"
    );
}

const fn one_an_hour(builder: RateLimiterBuilder) -> RateLimiterBuilder {
    builder.max(1).per(Duration::from_secs(3_600)).burst(1)
}

const fn a_thousand_a_second(builder: RateLimiterBuilder) -> RateLimiterBuilder {
    builder.max(1_000).per(Duration::from_secs(1)).burst(1_000)
}

#[test]
fn a_limiter_that_speeds_up_under_load_drops_the_slow_rate() {
    let millisecond = Duration::from_millis(1);
    adjusts_under_calls("speeds up", one_an_hour, a_thousand_a_second, millisecond);
}

#[test]
fn a_limiter_that_slows_down_under_load_blocks_for_at_most_one_interval() {
    let hour = Duration::from_secs(3_600);
    adjusts_under_calls("slows down", a_thousand_a_second, one_an_hour, hour);
}

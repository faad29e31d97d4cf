//! Two threads that share a policy, in one runtime and in two, against one thread.

use std::hint::{black_box, spin_loop};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;
use std::{io, thread};

use governor::DefaultDirectRateLimiter;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, unconstrained};

use crate::case::{Error, raw, request};
use crate::clock;
use crate::measure::{self, Effort, Nanos};
use crate::ours::{breaker, limits, retry, stack};
use crate::peers::breakers::{failsafe_in_a_row, recloser_rate};
use crate::peers::limits::governor;
use crate::what::{self, OURS};

const CALLS: u64 = 20_000;

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A case whose calls run on any thread.
struct Shared {
    what: &'static str,
    who: &'static str,
    calls: Arc<dyn Fn() -> Task + Send + Sync>,
}

impl Shared {
    fn new<F>(
        what: &'static str,
        who: &'static str,
        call: impl Fn() -> F + Clone + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output: Send> + Send,
    {
        let calls = move || -> Task {
            let call = call.clone();
            // A task that tokio stops now and then to be fair would show that.
            Box::pin(unconstrained(async move {
                for _ in 0..CALLS {
                    black_box(call().await);
                }
            }))
        };
        Self {
            what,
            who,
            calls: Arc::new(calls),
        }
    }
}

fn cases() -> Vec<Shared> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    static PLACES: Semaphore = Semaphore::const_new(10);
    let limiter: &DefaultDirectRateLimiter = Box::leak(Box::new(governor()));
    let (recloser, rate) = (recloser_rate(5), recloser_rate(100));
    let failsafe = failsafe_in_a_row(5);
    vec![
        Shared::new(what::RAW, "floor", || raw(request())),
        Shared::new("one atomic add", "floor", || async {
            COUNTER.fetch_add(1, Ordering::Relaxed)
        }),
        Shared::new(what::BREAKER, OURS, || breaker::in_a_row(request())),
        Shared::new(what::BREAKER, "recloser", move || {
            recloser.call(raw(request()))
        }),
        Shared::new(what::BREAKER, "failsafe", move || {
            use failsafe::futures::CircuitBreaker as _;
            failsafe.call(raw(request()))
        }),
        Shared::new(what::BREAKER_RATE, OURS, || breaker::rate(request())),
        Shared::new(what::BREAKER_RATE, "recloser", move || {
            rate.call(raw(request()))
        }),
        Shared::new(what::BULKHEAD, OURS, || limits::free(request())),
        Shared::new(what::BULKHEAD, "tokio", || async {
            let _place = PLACES.acquire().await.map_err(|_| Error::Service)?;
            raw(request()).await
        }),
        Shared::new(what::LIMITER, OURS, || limits::limited(request())),
        Shared::new(what::LIMITER, "governor", || async {
            limiter.check().map_err(|_| Error::Service)?;
            raw(request()).await
        }),
        Shared::new(what::RETRY_BUDGET, OURS, || retry::with_budget(request())),
        Shared::new(what::FOUR, OURS, || stack::four(request())),
    ]
}

/// Nanoseconds per call and thread.
pub(crate) struct Threads {
    pub(crate) what: &'static str,
    pub(crate) who: &'static str,
    pub(crate) one: Nanos,
    /// Two threads in one multi-threaded runtime.
    pub(crate) together: Nanos,
    /// Two threads with a runtime each.
    pub(crate) apart: Nanos,
}

pub(crate) fn measure(effort: Effort) -> io::Result<Vec<Threads>> {
    let runtime = Builder::new_multi_thread().worker_threads(2).build()?;
    let cases = cases();
    let mut rounds = vec![[const { Vec::new() }; 3]; cases.len()];
    // A round takes a tenth of a second, which is why there are fewer.
    for _ in 0..effort.rounds / 4 {
        for (case, [one, together, apart]) in cases.iter().zip(&mut rounds) {
            one.push(in_one_runtime(&runtime, case, 1));
            together.push(in_one_runtime(&runtime, case, 2));
            apart.push(in_two_runtimes(case)?);
        }
    }
    let results = cases.iter().zip(rounds);
    Ok(results
        .map(|(case, rounds)| {
            let [one, together, apart] = rounds.map(Nanos::of);
            Threads {
                what: case.what,
                who: case.who,
                one,
                together,
                apart,
            }
        })
        .collect())
}

fn in_one_runtime(runtime: &Runtime, case: &Shared, threads: usize) -> f64 {
    let start = Arc::new(Start::of(threads));
    let spans = runtime.block_on(async {
        let mut tasks = JoinSet::new();
        for _ in 0..threads {
            let (start, calls) = (Arc::clone(&start), (case.calls)());
            tasks.spawn(async move {
                start.wait();
                timed(calls).await
            });
        }
        tasks.join_all().await
    });
    over_all(&spans)
}

fn in_two_runtimes(case: &Shared) -> io::Result<f64> {
    let start = Start::of(2);
    let runtimes = [
        Builder::new_current_thread().build()?,
        Builder::new_current_thread().build()?,
    ];
    let spans = thread::scope(|scope| {
        let start = &start;
        let threads = runtimes.map(|runtime| {
            let calls = (case.calls)();
            scope.spawn(move || {
                start.wait();
                runtime.block_on(timed(calls))
            })
        });
        threads.map(|thread| thread.join().ok())
    });
    let spans: Vec<Span> = spans.into_iter().flatten().collect();
    Ok(over_all(&spans))
}

type Span = (Instant, Instant);

async fn timed(calls: Task) -> Span {
    let start = clock::now();
    calls.await;
    (start, clock::now())
}

/// From the first beginning to the last end, so that threads which did not meet look slow and not
/// undisturbed.
fn over_all(spans: &[Span]) -> f64 {
    let first = spans.iter().map(|(start, _)| *start).min();
    let last = spans.iter().map(|(_, end)| *end).max();
    match (first, last) {
        (Some(first), Some(last)) => measure::per_call(last - first, CALLS),
        _ => f64::NAN,
    }
}

/// Lets threads go at the same moment.
struct Start {
    missing: AtomicUsize,
}

impl Start {
    const fn of(threads: usize) -> Self {
        Self {
            missing: AtomicUsize::new(threads),
        }
    }

    fn wait(&self) {
        self.missing.fetch_sub(1, Ordering::AcqRel);
        while self.missing.load(Ordering::Acquire) > 0 {
            // Long enough that threads which both run never sleep here.
            for _ in 0..100 {
                spin_loop();
            }
            thread::yield_now();
        }
    }
}

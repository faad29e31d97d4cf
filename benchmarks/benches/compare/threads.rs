//! Two threads that share a policy, in one runtime and in two, against one thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{io, thread};

use governor::DefaultDirectRateLimiter;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, unconstrained};

use crate::call::{Error, raw, request};
use crate::case::go_on;
use crate::clock;
use crate::measure::{Effort, Nanos};
use crate::ours::{breaker, limits, retry, stack};
use crate::peers::breakers::{failsafe_in_a_row, recloser_rate};
use crate::peers::limits::governor;
use crate::race::{CALLS, Race, Task};
use crate::what::{self, EACH, OURS};

/// Chunks of calls that a figure is made of.
const ENOUGH: usize = 5_000;

type Calls = Arc<dyn Fn() -> Task + Send + Sync>;

/// A case whose calls run on any thread.
struct Shared {
    what: &'static str,
    who: &'static str,
    /// Those of the first thread, and of the second.
    calls: [Calls; 2],
}

impl Shared {
    fn new<F, T, E>(
        what: &'static str,
        who: &'static str,
        call: impl Fn() -> F + Clone + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: Send,
    {
        let calls = calls(call);
        Self {
            what,
            who,
            calls: [Arc::clone(&calls), calls],
        }
    }
}

fn calls<F, T, E>(call: impl Fn() -> F + Clone + Send + Sync + 'static) -> Calls
where
    F: Future<Output = Result<T, E>> + Send,
    T: Send,
    E: Send,
{
    Arc::new(move || {
        let call = call.clone();
        // A task that tokio stops now and then to be fair would show that.
        Box::pin(unconstrained(async move {
            for _ in 0..CALLS {
                go_on(call().await);
            }
        }))
    })
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
            Ok::<_, Error>(COUNTER.fetch_add(1, Ordering::Relaxed))
        }),
        Shared::new(what::BREAKER, OURS, || breaker::in_a_row(request())),
        Shared {
            what: what::BREAKER,
            who: EACH,
            calls: [
                calls(|| breaker::of_one_thread(request())),
                calls(|| breaker::of_the_other(request())),
            ],
        },
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
    let mut chunks = vec![[const { Vec::new() }; 3]; cases.len()];
    // Where the machine is busy it takes long until two threads have met often enough.
    let start = clock::now();
    while start.elapsed() < effort.threads {
        let mut has_enough = true;
        for (case, [one, together, apart]) in cases.iter().zip(&mut chunks) {
            if one.len() < ENOUGH {
                one.extend(in_one_runtime(&runtime, case, 1));
            }
            if together.len() < ENOUGH {
                together.extend(in_one_runtime(&runtime, case, 2));
                has_enough = false;
            }
            if apart.len() < ENOUGH {
                apart.extend(in_two_runtimes(case)?);
                has_enough = false;
            }
        }
        if has_enough {
            break;
        }
    }
    let results = cases.iter().zip(chunks);
    Ok(results
        .map(|(case, chunks)| {
            let [one, together, apart] = chunks.map(Nanos::of);
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

fn in_one_runtime(runtime: &Runtime, case: &Shared, threads: usize) -> Vec<f64> {
    let race = Arc::new(Race::of(threads));
    let chunks = runtime.block_on(async {
        let mut tasks = JoinSet::new();
        for lane in 0..threads {
            let (race, calls) = (Arc::clone(&race), Arc::clone(&case.calls[lane]));
            tasks.spawn(async move { race.run(lane, &*calls).await });
        }
        tasks.join_all().await
    });
    chunks.concat()
}

fn in_two_runtimes(case: &Shared) -> io::Result<Vec<f64>> {
    let race = Race::of(2);
    let runtimes = [
        (0, Builder::new_current_thread().build()?),
        (1, Builder::new_current_thread().build()?),
    ];
    let chunks = thread::scope(|scope| {
        let race = &race;
        let run = |(lane, runtime): (usize, Runtime)| {
            scope.spawn(move || runtime.block_on(race.run(lane, &*case.calls[lane])))
        };
        runtimes.map(run).map(|thread| thread.join().ok())
    });
    Ok(chunks.into_iter().flatten().flatten().collect())
}

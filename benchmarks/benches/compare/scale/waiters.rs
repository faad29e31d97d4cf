//! 10,000 callers that wait for one slot, in our bulkhead and in tokio's semaphore with a timeout.

use std::io;

use resilience::Bulkhead;
use tokio::runtime::Builder;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, yield_now};
use tokio::time::{Duration, timeout};

use super::{Figure, figure};
use crate::allocations::held;
use crate::case::drive;
use crate::clock;
use crate::measure::per_call;

const WAITERS: u32 = 10_000;

pub(super) fn measure() -> io::Result<Vec<Figure>> {
    static PLACES: Semaphore = Semaphore::const_new(0);
    let bulkhead = Bulkhead::builder("10,000 waiters")
        .max(1)
        .wait(Duration::from_secs(600))
        .build();
    let place = drive(bulkhead.acquire());
    let ours = crowd(
        || {
            let bulkhead = bulkhead.clone();
            async move { bulkhead.acquire().await.is_ok() }
        },
        || bulkhead.snapshot().waiting == WAITERS as usize,
        || drop(place),
    )?;
    let theirs = crowd(
        || async {
            let place = timeout(Duration::from_secs(600), PLACES.acquire()).await;
            place.is_ok()
        },
        // A semaphore does not report the number of its waiters. All tasks have run once by then.
        || true,
        || PLACES.add_permits(1),
    )?;
    Ok(vec![
        figure(
            "10,000 wait for one place: each gets it within",
            ours.nanos,
            "ns",
        ),
        figure(
            "  the same, tokio's semaphore and timeout",
            theirs.nanos,
            "ns",
        ),
        figure(
            "memory of one that waits, with its task",
            ours.bytes,
            "bytes",
        ),
        figure(
            "  the same, tokio's semaphore and timeout",
            theirs.bytes,
            "bytes",
        ),
    ])
}

struct Crowd {
    nanos: f64,
    bytes: f64,
}

/// Lets 10,000 tasks wait, then opens to the first, each letting in the next.
fn crowd<F: Future<Output = bool> + Send + 'static>(
    mut wait: impl FnMut() -> F,
    all_wait: impl Fn() -> bool,
    open: impl FnOnce(),
) -> io::Result<Crowd> {
    let runtime = Builder::new_current_thread().enable_time().build()?;
    let mut tasks = JoinSet::new();
    let bytes = held(|| {
        runtime.block_on(async {
            for _ in 0..WAITERS {
                tasks.spawn(wait());
            }
            yield_now().await;
            while !all_wait() {
                yield_now().await;
            }
        });
    });
    let mut served = 0;
    let time = clock::time(|| {
        runtime.block_on(async {
            open();
            while let Some(answer) = tasks.join_next().await {
                served += u32::from(matches!(answer, Ok(true)));
            }
        });
    });
    if served != WAITERS {
        let lost = WAITERS - served;
        return Err(io::Error::other(format!("{lost} waiters got no slot")));
    }
    Ok(Crowd {
        nanos: per_call(time, WAITERS.into()),
        bytes: bytes / f64::from(WAITERS),
    })
}

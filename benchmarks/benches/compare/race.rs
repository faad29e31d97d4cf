//! Threads whose calls really run at the same time.
//!
//! On a busy machine, two threads often run in turns instead of in parallel, and contention then seems to
//! cost nothing. So each thread makes its calls in small chunks and checks after each one whether the other
//! thread made progress too. A chunk counts only if the other made progress in the chunks around it.

use std::hint::spin_loop;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::task::yield_now;

use crate::clock;
use crate::measure::per_call;

/// Calls in a chunk.
pub(crate) const CALLS: u64 = 200;
const CHUNKS: usize = 300;

pub(crate) type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Alone in its cache lines, so that looking at it costs the calls nothing.
#[repr(align(128))]
struct Lane {
    /// Chunks that the thread has done.
    done: AtomicUsize,
}

pub(crate) struct Race {
    missing: AtomicUsize,
    lanes: Vec<Lane>,
}

impl Race {
    pub(crate) fn of(threads: usize) -> Self {
        let lane = |_| Lane {
            done: AtomicUsize::new(0),
        };
        Self {
            missing: AtomicUsize::new(threads),
            lanes: (0..threads).map(lane).collect(),
        }
    }

    /// Makes the chunks of one thread: nanoseconds per call, of those that count.
    pub(crate) async fn run(
        &self,
        lane: usize,
        calls: &(dyn Fn() -> Task + Send + Sync),
    ) -> Vec<f64> {
        self.wait_for_all().await;
        let mut chunks = Vec::with_capacity(CHUNKS);
        for _ in 0..CHUNKS {
            let others = self.others(lane);
            let chunk = calls();
            let start = clock::now();
            chunk.await;
            let nanos = per_call(start.elapsed(), CALLS);
            self.lanes[lane].done.fetch_add(1, Ordering::Relaxed);
            let beside = self.lanes.len() == 1 || self.others(lane) > others;
            chunks.push((nanos, beside));
        }
        chunks
            .windows(3)
            .filter(|three| three.iter().all(|(_, beside)| *beside))
            .map(|three| three[1].0)
            .collect()
    }

    /// Returns the progress of all other threads.
    fn others(&self, lane: usize) -> usize {
        let others = self
            .lanes
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != lane);
        others
            .map(|(_, other)| other.done.load(Ordering::Relaxed))
            .sum()
    }

    /// Long enough that another worker takes the other task; if none does, this one has to come to it.
    async fn wait_for_all(&self) {
        self.missing.fetch_sub(1, Ordering::AcqRel);
        loop {
            for _ in 0..20_000 {
                if self.missing.load(Ordering::Acquire) == 0 {
                    return;
                }
                spin_loop();
            }
            yield_now().await;
        }
    }
}

//! The task that samples the policies each second and sends the result to all open pages.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use axum::response::sse;
use futures_util::stream::{self, Stream};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::frame::Frame;
use super::group::{Group, groups};
use super::heard::Ear;
use super::history::History;
use crate::__private::overviews;
use crate::Name;
use crate::registry::{self, Use};

const EVERY: Duration = Duration::from_secs(1);

/// Samples the policies each second.
///
/// It samples also without an open page, so that a page that is opened shows the last two minutes. The data of the
/// page is computed only while a page is open, once for all pages.
#[derive(Debug)]
pub(super) struct Sampler {
    control: bool,
    critical: Vec<Name>,
    /// The policies of linked functions, which do not change.
    uses: Vec<Use>,
    ear: Ear,
    history: Mutex<History>,
    frames: watch::Sender<Arc<str>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// The policies at one moment.
struct Look {
    now: Instant,
    groups: BTreeMap<Name, Group>,
    conflicts: Vec<String>,
}

impl Sampler {
    pub(super) fn new(control: bool, critical: Vec<Name>) -> Arc<Self> {
        let sampler = Arc::new(Self {
            control,
            critical,
            uses: registry::uses(),
            ear: Ear::new(),
            history: Mutex::default(),
            frames: watch::Sender::new(Arc::from("")),
            task: Mutex::default(),
        });
        sampler.start();
        sampler
    }

    /// Starts the task inside a runtime, unless it runs already. It ends with the sampler or the runtime.
    pub(super) fn start(self: &Arc<Self>) {
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let mut task = lock(&self.task);
        if task.as_ref().is_none_or(JoinHandle::is_finished) {
            *task = Some(runtime.spawn(run(Arc::downgrade(self))));
        }
    }

    /// Sends the current data to all open pages.
    pub(super) fn publish(&self) {
        if self.frames.receiver_count() > 0 {
            self.frames.send_replace(self.frame(self.look()));
        }
    }

    /// The current data, and new data each second. Ends with the sampler.
    pub(super) fn watch(&self) -> impl Stream<Item = Result<sse::Event, Infallible>> + use<> {
        let mut frames = self.frames.subscribe();
        frames.mark_unchanged();
        let first = self.frame(self.look());
        stream::unfold((Some(first), frames), |(first, mut frames)| async move {
            let frame = match first {
                Some(frame) => frame,
                None => {
                    frames.changed().await.ok()?;
                    Arc::clone(&frames.borrow_and_update())
                }
            };
            Some((Ok(sse::Event::default().data(frame)), (None, frames)))
        })
    }

    fn sample(&self) {
        let look = self.look();
        lock(&self.history).push(look.now, &look.groups);
        if self.frames.receiver_count() > 0 {
            self.frames.send_replace(self.frame(look));
        }
    }

    fn look(&self) -> Look {
        let now = Instant::now();
        let conflicts = registry::validate().err().into_iter().flatten();
        let conflicts = conflicts.map(|it| it.to_string()).collect();
        let groups = groups(overviews(), &self.uses, &self.ear.listen(now));
        Look {
            now,
            groups,
            conflicts,
        }
    }

    fn frame(&self, look: Look) -> Arc<str> {
        let history = lock(&self.history);
        let frame = Frame::new(
            self.control,
            &self.critical,
            look.groups,
            &history,
            look.now,
            look.conflicts,
        );
        drop(history);
        // Only strings and finite numbers, which JSON can represent.
        serde_json::to_string(&frame).unwrap_or_default().into()
    }
}

async fn run(sampler: Weak<Sampler>) {
    let mut seconds = interval(EVERY);
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        seconds.tick().await;
        let Some(sampler) = sampler.upgrade() else {
            return;
        };
        // About ten microseconds per policy: with thousands of them, other tasks must not wait for it.
        let done = spawn_blocking(move || sampler.sample());
        if done.await.is_err() {
            return;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_stream_has_a_frame_each_second_and_ends_with_the_sampler() {
        let sampler = Sampler::new(false, Vec::new());
        let mut frames = Box::pin(sampler.watch());
        let start = Instant::now();
        for seconds in 0..4 {
            let _frame = frames.next().await.unwrap().unwrap();
            let late = Instant::now() - start;
            assert!(late <= Duration::from_secs(seconds), "{late:?}");
        }
        drop(sampler);
        // Events emitted before may still arrive.
        while frames.next().await.is_some() {}
        assert!(Instant::now() - start < Duration::from_secs(6));
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_later_sees_what_happened_while_nobody_looked() {
        let breaker = crate::CircuitBreaker::builder("unwatched").build();
        let sampler = Sampler::new(false, Vec::new());
        for _ in 0..30 {
            tokio::time::sleep(EVERY).await;
            breaker.acquire().unwrap().settle(false);
        }
        let frame = sampler.frame(sampler.look());
        let frame: serde_json::Value = serde_json::from_str(&frame).unwrap();
        let tiles = frame["tiles"].as_array().unwrap();
        let tile = tiles.iter().find(|it| it["name"] == "unwatched").unwrap();
        let calls = tile["sparkline"]["calls"].as_array().unwrap();
        let calls = calls.iter().filter(|it| it.as_f64() == Some(1.0));
        assert!(calls.count() >= 28);
    }

    #[tokio::test]
    async fn it_starts_again_in_another_runtime() {
        let sampler = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = { runtime }.enable_all().build().unwrap();
            runtime.block_on(async { Sampler::new(false, Vec::new()) })
        });
        let sampler = sampler.join().unwrap();
        assert!(lock(&sampler.task).as_ref().unwrap().is_finished());
        sampler.start();
        assert!(!lock(&sampler.task).as_ref().unwrap().is_finished());
    }
}

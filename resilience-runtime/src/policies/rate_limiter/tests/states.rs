//! Tests of every cell of the table on [`RateLimiter`].

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::advance;

use super::RateLimiter;
use super::config::Settings;
use crate::Rejected;
use crate::registry::Policy;

/// The states of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Free,
    Spent,
    Queued,
    Full,
}

/// The events of the table; times are in tenths of a second.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// A call arrives.
    Arrives,
    /// Time passes.
    Passes(u32),
    /// The first waiter is dropped.
    Dropped,
    Resets,
    /// The new interval between two permits, and the new burst.
    Adjusts(u32, u32),
}

/// The numbers of available permits and waiting calls, and the totals of admitted and rejected calls.
type Counts = (u32, usize, u64, u64);

type Acquire = Pin<Box<dyn Future<Output = Result<(), Rejected>>>>;

const TENTH: Duration = Duration::from_millis(100);

/// A limiter with one permit per second, and its waiting calls.
struct Cell {
    limiter: RateLimiter,
    waiting: Vec<Acquire>,
}

impl Cell {
    fn with(burst: u32, wait: u32, taken: u32, waiting: u32) -> Self {
        let builder = RateLimiter::builder("cell").max(1).per(10 * TENTH);
        let builder = builder.burst(burst).wait(Duration::MAX);
        let mut cell = Self {
            limiter: RateLimiter::create("cell".into(), &builder.settings),
            waiting: Vec::new(),
        };
        for _ in 0..taken + waiting {
            cell.arrive();
        }
        let queued = u32::try_from(cell.waiting.len()).expect("few");
        assert_eq!(queued, waiting);
        cell.change(|it| it.wait = wait * TENTH);
        cell
    }

    fn change(&self, change: impl FnOnce(&mut Settings)) {
        let old = self.limiter.settings();
        let mut new = old;
        change(&mut new);
        assert!(self.limiter.replace_settings(&old, &new));
    }

    fn arrive(&mut self) {
        let limiter = self.limiter.clone();
        self.waiting
            .push(Box::pin(async move { limiter.acquire().await }));
        self.poll_all();
    }

    /// Polls all waiters and removes those that are admitted.
    fn poll_all(&mut self) {
        let mut cx = Context::from_waker(Waker::noop());
        self.waiting
            .retain_mut(|call| call.as_mut().poll(&mut cx).is_pending());
    }

    async fn apply(&mut self, event: Event) {
        match event {
            Event::Arrives => self.arrive(),
            Event::Passes(tenths) => advance(tenths * TENTH).await,
            Event::Dropped => drop(self.waiting.remove(0)),
            Event::Resets => self.limiter.reset(),
            Event::Adjusts(per, burst) => self.change(|it| {
                it.per = Some(per * TENTH);
                it.burst = Some(burst);
            }),
        }
        self.poll_all();
    }

    fn counts(&self) -> Counts {
        let now = self.limiter.snapshot();
        (
            now.available,
            self.waiting.len(),
            now.admitted,
            now.rejected,
        )
    }

    fn state(&self) -> State {
        if self.limiter.snapshot().available > 0 {
            return State::Free;
        }
        if self.waiting.is_empty() {
            return State::Spent;
        }
        // It is dropped at once, so the state does not change.
        let mut next = std::pin::pin!(self.limiter.acquire());
        match next.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => State::Queued,
            Poll::Ready(rejected) => {
                assert!(rejected.is_err(), "no waiter is overtaken");
                State::Full
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_cell_of_the_table() {
    use Event::{Adjusts, Arrives, Dropped, Passes, Resets};
    use State::{Free, Full, Queued, Spent};

    // The state, with `burst`, `wait`, taken and waiting; the event; permits, waiting, and how many
    // more were admitted and rejected; the next state.
    #[rustfmt::skip]
    let cells = [
        (Free,   (2, 90, 0, 0), Arrives,        (1, 0, 1, 0), Free),
        (Free,   (2, 90, 1, 0), Arrives,        (0, 0, 1, 0), Spent),
        (Free,   (3, 90, 2, 0), Passes(10),     (2, 0, 0, 0), Free),
        (Free,   (2, 90, 1, 0), Passes(90),     (2, 0, 0, 0), Free),
        (Free,   (3, 90, 2, 0), Resets,         (3, 0, 0, 0), Free),
        (Free,   (2, 90, 1, 0), Adjusts(50, 4), (3, 0, 0, 0), Free),
        (Free,   (4, 90, 2, 0), Adjusts(50, 1), (0, 0, 0, 0), Spent),

        (Spent,  (2, 90, 2, 0), Arrives,        (0, 1, 0, 0), Queued),
        (Spent,  (2, 10, 2, 0), Arrives,        (0, 1, 0, 0), Full),
        (Spent,  (2, 90, 2, 0), Passes(9),      (0, 0, 0, 0), Spent),
        (Spent,  (2, 90, 2, 0), Passes(10),     (1, 0, 0, 0), Free),
        (Spent,  (2, 90, 2, 0), Resets,         (2, 0, 0, 0), Free),
        (Spent,  (2, 90, 2, 0), Adjusts(10, 3), (1, 0, 0, 0), Free),
        (Spent,  (2, 90, 2, 0), Adjusts(50, 1), (0, 0, 0, 0), Spent),

        (Queued, (1, 90, 1, 1), Arrives,        (0, 2, 0, 0), Queued),
        (Queued, (1, 20, 1, 1), Arrives,        (0, 2, 0, 0), Full),
        (Queued, (1, 90, 1, 2), Passes(9),      (0, 2, 0, 0), Queued),
        (Queued, (1, 90, 1, 2), Passes(10),     (0, 1, 1, 0), Queued),
        (Queued, (1, 90, 1, 1), Passes(10),     (0, 0, 1, 0), Spent),
        (Queued, (1, 90, 1, 2), Dropped,        (0, 1, 0, 0), Queued),
        (Queued, (1, 90, 1, 1), Dropped,        (0, 0, 0, 0), Spent),
        (Queued, (1, 90, 1, 2), Resets,         (0, 1, 1, 0), Queued),
        (Queued, (1, 90, 1, 1), Resets,         (0, 0, 1, 0), Spent),
        (Queued, (2, 90, 2, 1), Resets,         (1, 0, 1, 0), Free),
        (Queued, (1, 90, 1, 2), Adjusts(10, 2), (0, 1, 1, 0), Queued),
        (Queued, (1, 90, 1, 1), Adjusts(50, 1), (0, 1, 0, 0), Full),
        (Queued, (1, 90, 1, 1), Adjusts(10, 2), (0, 0, 1, 0), Spent),
        (Queued, (1, 90, 1, 1), Adjusts(10, 3), (1, 0, 1, 0), Free),

        (Full,   (1, 10, 1, 1), Arrives,        (0, 1, 0, 1), Full),
        (Full,   (1, 15, 1, 1), Passes(4),      (0, 1, 0, 0), Full),
        (Full,   (1, 15, 1, 1), Passes(5),      (0, 1, 0, 0), Queued),
        (Full,   (1, 10, 1, 3), Passes(10),     (0, 2, 1, 0), Full),
        (Full,   (1, 20, 1, 2), Passes(10),     (0, 1, 1, 0), Queued),
        (Full,   (1, 10, 1, 1), Passes(10),     (0, 0, 1, 0), Spent),
        (Full,   (1, 10, 1, 3), Dropped,        (0, 2, 0, 0), Full),
        (Full,   (1, 20, 1, 2), Dropped,        (0, 1, 0, 0), Queued),
        (Full,   (1, 10, 1, 1), Dropped,        (0, 0, 0, 0), Spent),
        (Full,   (1, 10, 1, 3), Resets,         (0, 2, 1, 0), Full),
        (Full,   (1, 20, 1, 2), Resets,         (0, 1, 1, 0), Queued),
        (Full,   (1, 10, 1, 1), Resets,         (0, 0, 1, 0), Spent),
        (Full,   (2, 10, 2, 1), Resets,         (1, 0, 1, 0), Free),
        (Full,   (1, 10, 1, 3), Adjusts(10, 2), (0, 2, 1, 0), Full),
        (Full,   (1, 10, 1, 1), Adjusts(5, 1),  (0, 1, 0, 0), Queued),
        (Full,   (1, 10, 1, 1), Adjusts(10, 2), (0, 0, 1, 0), Spent),
        (Full,   (1, 10, 1, 1), Adjusts(10, 3), (1, 0, 1, 0), Free),

        // A `wait` that is shorter than the time until the next permit.
        (Spent,  (1, 0, 1, 0),  Arrives,        (0, 0, 0, 1), Spent),
        (Spent,  (1, 9, 1, 0),  Arrives,        (0, 0, 0, 1), Spent),
        (Full,   (1, 0, 1, 1),  Arrives,        (0, 1, 0, 1), Full),
    ];
    for (number, row) in cells.into_iter().enumerate() {
        let (state, (burst, wait, taken, waiting), event, after, next) = row;
        let mut cell = Cell::with(burst, wait, taken, waiting);
        assert_eq!(cell.state(), state, "row {number}: {row:?}");
        let (_, _, admitted, rejected) = cell.counts();
        cell.apply(event).await;
        let counts = cell.counts();
        let counts = (counts.0, counts.1, counts.2 - admitted, counts.3 - rejected);
        assert_eq!(counts, after, "row {number}: {row:?}");
        assert_eq!(cell.state(), next, "row {number}: {row:?}");
    }
}

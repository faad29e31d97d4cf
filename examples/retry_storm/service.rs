//! The service, and its bad days.

use std::ops::Range;
use std::time::Duration;

use crate::random::Random;

/// What an answer takes where there is no queue.
const LATENCY: Duration = Duration::from_millis(10);

/// What a client waits for an answer: the 5 s an attempt of the story.
const TIMEOUT: Duration = Duration::from_secs(5);

pub(crate) struct Service {
    /// While it answers every request with an error.
    pub(crate) down: Range<Duration>,
    /// How likely each request fails at any other time, whatever came of the last.
    pub(crate) error_rate: f64,
    /// `None` where there is room for every request at once.
    pub(crate) queue: Option<Queue>,
}

/// First in, first out, and without an end. What makes a stall outlive its cause: the queue does not
/// know that a client has given up, so its request is worked on all the same.
pub(crate) struct Queue {
    /// What one request takes.
    work: Duration,
    /// While nothing is worked on.
    stall: Range<Duration>,
    /// When the last request in the queue will be done.
    free_at: Duration,
}

/// What a client gets to see of a request, and when.
pub(crate) struct Answer {
    pub(crate) at: Duration,
    pub(crate) ok: bool,
}

impl Service {
    pub(crate) fn request(&mut self, now: Duration, chance: &mut Random) -> Answer {
        let done = match &mut self.queue {
            Some(queue) => queue.enter(now),
            None => now + LATENCY,
        };
        let patience = now + TIMEOUT;
        let fails = self.down.contains(&now) || chance.happens(self.error_rate);
        Answer {
            at: done.min(patience),
            ok: done <= patience && !fails,
        }
    }
}

impl Queue {
    pub(crate) const fn new(work: Duration, stall: Range<Duration>) -> Self {
        Self {
            work,
            stall,
            free_at: Duration::ZERO,
        }
    }

    /// Returns when a request that arrives now will be done.
    ///
    /// No request leaves the queue early, so the time is known on arrival and no list is needed.
    fn enter(&mut self, now: Duration) -> Duration {
        let mut begin = self.free_at.max(now);
        if self.stall.contains(&begin) {
            begin = self.stall.end;
        }
        self.free_at = begin + self.work;
        self.free_at
    }
}

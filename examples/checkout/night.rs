//! The schedule of the night: when the fraud API hangs, and how many customers come.

use std::time::Duration;

use crate::load::Kind;

/// The response time of the fraud API while it hangs, and the timeout of the service's client. The quick
/// night uses the same value.
pub(crate) const HANG: Duration = Duration::from_secs(30);

/// How many requests the service can work on at once.
pub(crate) const WORKERS: usize = 200;

#[derive(Clone, Copy)]
pub(crate) struct Night {
    /// The fraud API begins to hang.
    pub(crate) outage: Duration,
    /// The fraud API answers new calls again; those that hang go on hanging.
    pub(crate) recovery: Duration,
    /// The last customers come.
    pub(crate) end: Duration,
    /// How long a customer waits for an answer.
    pub(crate) patience: Duration,
    /// How long a request waits for a free worker before the service answers 503.
    pub(crate) wait_for_worker: Duration,
    orders_per_second: u16,
    queries_per_second: u16,
}

impl Night {
    /// With nothing scaled. 30 orders a second hold all 200 workers 7 s after the fraud API begins
    /// to hang; with the bulkhead at most 30 × 3 s = 90 wait for a slot, and 10 have one.
    pub(crate) const fn of_the_story() -> Self {
        Self {
            outage: Duration::from_secs(5),
            recovery: Duration::from_secs(35),
            end: Duration::from_secs(65),
            // More than the 3 s for which an order may wait for a slot: it is then approved for review.
            patience: Duration::from_secs(4),
            wait_for_worker: Duration::from_secs(1),
            orders_per_second: 30,
            queries_per_second: 15,
        }
    }

    /// With the times of the story divided by ten, as in `quick.rs`. The rates are not ten times as
    /// high, only four: enough to hold all workers within 2 s, and no test of the machine.
    pub(crate) const fn quick() -> Self {
        Self {
            outage: Duration::from_secs(1),
            // Not a tenth of the 30 s for which the outage lasts above: the workers are to be seen
            // held for a while after the 2 s that it takes to run out of them.
            recovery: Duration::from_millis(4500),
            end: Duration::from_secs(8),
            // Not a tenth of the 4 s above: on a busy machine that would count its hiccups.
            patience: Duration::from_secs(1),
            // A tenth would do the same here.
            wait_for_worker: Duration::from_millis(250),
            orders_per_second: 120,
            queries_per_second: 40,
        }
    }

    pub(crate) const fn per_second(&self, kind: Kind) -> u16 {
        match kind {
            Kind::Order => self.orders_per_second,
            Kind::Refund | Kind::Balance => self.queries_per_second,
        }
    }

    pub(crate) fn hangs_at(&self, elapsed: Duration) -> bool {
        (self.outage..self.recovery).contains(&elapsed)
    }
}

//! Snapshots of a breaker, and its debug output.

use std::fmt;
use std::sync::atomic::Ordering;

use super::{REJECTED, SUCCESSES, Shared};
use crate::policies::breaker::locked::Locked;
use crate::policies::breaker::snapshot::CircuitBreakerSnapshot;
use crate::support::clock::{self, Time};

impl Shared {
    pub(in crate::policies::breaker) fn snapshot(&self) -> CircuitBreakerSnapshot {
        self.change(|locked| self.look(locked, clock::now()))
    }

    fn look(&self, locked: &Locked, now: Time) -> CircuitBreakerSnapshot {
        let machine = &locked.machine;
        CircuitBreakerSnapshot {
            name: self.name.clone(),
            settings: locked.settings.to_string(),
            declared: None,
            state: machine.state(),
            age: machine.age(now),
            retry_after: machine.retry_after(now),
            generation: machine.generation(),
            successes: self.totals.get(SUCCESSES),
            failures: self.failures.load(Ordering::Relaxed),
            ignored: self.ignored.load(Ordering::Relaxed),
            rejected: self.totals.get(REJECTED),
            opened: machine.opened(),
            last_failure: machine.last_failure(now),
            failures_in_a_row: machine.failures_in_a_row(),
            window: machine.counts(now),
            probes: machine.probes(),
            #[cfg(feature = "latency")]
            latency: None,
        }
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CircuitBreaker")
            .field("name", &self.name)
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}

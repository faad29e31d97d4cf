//! The handle of a retry budget, and where its machine is kept.

use std::fmt;
use std::sync::Arc;

use super::config::Settings;
use super::deposit_buffer::DepositBuffer;
use super::snapshot::RetryBudgetSnapshot;
use super::state::Machine;
use crate::Name;
use crate::observe::events::{self, Event};
use crate::registry::{self, Builder};
use crate::support::clock::{self, Time};
use crate::support::sync::{Mutex, lock};

/// Retries in proportion to what succeeds, shared by every function that names it.
///
/// It never waits. A handle is cheap to clone; all handles of one name are one budget. Two bounds hold
/// at every grant:
///
/// * **the bucket**: retries are tokens. A success pays in `ratio` of one, time pays in
///   `min_per_sec`, and the bucket holds `burst` at most, so no more than that are granted at once.
/// * **the window**: retries granted in the `window` that ends now are at most `ratio` of the calls
///   that succeeded in it + `min_per_sec` × `window`. Without it a bucket filled long ago could be
///   spent on top of what the present earns.
///
/// # States
///
/// | state | in the bucket | left in the window |
/// |---|---|---|
/// | in credit | a retry or more | a retry or more |
/// | empty | less than a retry | any number |
/// | exhausted | a retry or more | less than a retry |
///
/// Each cell says what becomes of the retry; what is counted; the next state.
///
/// | state | a call succeeds | a retry is asked for | a granted retry is not sent | time passes |
/// |---|---|---|---|---|
/// | in credit | bucket and window + `ratio`; in credit | granted; bucket and window − 1, granted + 1; in credit, empty or exhausted | bucket and window + 1, granted − 1; in credit | bucket + `min_per_sec` × time, old successes count no more; in credit or exhausted |
/// | empty | bucket and window + `ratio`; empty, in credit or exhausted | refused; refused + 1; empty | bucket and window + 1, granted − 1; in credit or exhausted | bucket + `min_per_sec` × time; empty, in credit or exhausted |
/// | exhausted | bucket and window + `ratio`; exhausted or in credit | refused; refused + 1; exhausted | bucket and window + 1, granted − 1; exhausted or in credit | bucket + `min_per_sec` × time, old grants count no more; exhausted or in credit |
///
/// The bucket never holds more than `burst`. In any state, successes and grants count no more once
/// they are as old as the window is long; what was granted before then gives nothing back to it. That
/// a retry is sent changes nothing: it was counted when it was granted.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{Percent, RetryBudget};
/// let budget = RetryBudget::builder("geo").ratio(Percent::new(50)).min_per_sec(0.0).build();
/// assert!(budget.withdraw().is_none());
/// budget.deposit();
/// budget.deposit();
/// let retry = budget.withdraw().expect("two successes pay for one retry");
/// retry.spend();
/// ```
#[derive(Clone)]
pub struct RetryBudget {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) name: Name,
    pub(super) buffer: DepositBuffer,
    pub(super) locked: Mutex<Locked>,
}

pub(super) struct Locked {
    pub(super) settings: Settings,
    pub(super) machine: Machine,
    /// When the till was last drained_at: what is in it belongs to the slot of that time.
    pub(super) drained_at: Time,
    pub(super) granted: u64,
    pub(super) refunded: u64,
    pub(super) refused: u64,
}

impl RetryBudget {
    /// Starts to build the budget named `name`.
    pub fn builder(name: impl Into<Name>) -> Builder<Self> {
        Builder::new(name.into())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Pays in for a call that has succeeded. It takes no lock but once in a sixteenth of the window.
    pub fn deposit(&self) {
        let now = clock::about_now();
        if !self.inner.buffer.is_current(now) {
            self.with_machine(now, |_| ());
        }
        self.inner.buffer.count();
    }

    /// The same for a call that was ready at once: the more there are, the fewer of them read the clock.
    #[inline]
    pub(crate) fn deposit_fast(&self) {
        if !self.inner.buffer.try_count() {
            self.deposit_sampled();
        }
    }

    #[inline(never)]
    fn deposit_sampled(&self) {
        self.deposit();
        self.inner.buffer.adjust_sampling();
    }

    /// Takes one retry out, if there is one. Returns the slot of the window that it counts in.
    pub(super) fn try_withdraw(&self) -> Option<i64> {
        let now = clock::now();
        let slot = self.with_machine(now, |locked| {
            let slot = locked.machine.withdraw(&locked.settings, now);
            match slot {
                Some(_) => locked.granted += 1,
                None => locked.refused += 1,
            }
            slot
        });
        if slot.is_none() {
            events::emit(|| Event::BudgetExhausted {
                budget: self.inner.name.clone(),
            });
        }
        slot
    }

    /// Forgets what was earned and granted: as if it had been idle for a window.
    pub fn reset(&self) {
        let now = clock::now();
        self.with_machine(now, |locked| {
            locked.machine = Machine::new(&locked.settings, now)
        });
    }

    /// All that can be read, at one moment.
    pub fn snapshot(&self) -> RetryBudgetSnapshot {
        let mut snapshot = self.look();
        snapshot.declared = registry::declared::<Self>(self.name());
        snapshot
    }

    /// The snapshot without what takes longer to find out: `declared`.
    pub(crate) fn look(&self) -> RetryBudgetSnapshot {
        let now = clock::now();
        self.with_machine(now, |locked| RetryBudgetSnapshot {
            name: self.inner.name.clone(),
            settings: locked.settings.to_string(),
            declared: None,
            enabled: locked.settings.enabled,
            burst: locked.settings.burst,
            balance: locked.machine.balance(&locked.settings, now),
            granted: locked.granted,
            refunded: locked.refunded,
            refused: locked.refused,
        })
    }

    /// Asks the machine, once it has heard of every success.
    pub(super) fn with_machine<R>(&self, now: Time, ask: impl FnOnce(&mut Locked) -> R) -> R {
        let locked = &mut *lock(&self.inner.locked);
        let successes = self.inner.buffer.drain();
        if successes > 0 {
            locked
                .machine
                .deposit(&locked.settings, locked.drained_at, successes);
        }
        locked.drained_at = locked.drained_at.max(now);
        let answer = ask(locked);
        self.inner
            .buffer
            .start_slot(locked.settings.end_of_slot(locked.drained_at));
        answer
    }

    /// Pays a retry back that was granted and not sent.
    pub(crate) fn refund(&self, slot: i64) {
        let Locked {
            settings,
            machine,
            granted,
            refunded,
            ..
        } = &mut *lock(&self.inner.locked);
        machine.refund(settings, slot);
        *granted -= 1;
        *refunded += 1;
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RetryBudget").field(&self.look()).finish()
    }
}

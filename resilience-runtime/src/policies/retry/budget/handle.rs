//! The handle of a retry budget, with the lock around its state machine.

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

/// Limits retries to a share of the successful calls of all functions that use it.
///
/// A budget never waits. A handle is cheap to clone; all handles with one name share one budget. Two
/// bounds hold whenever a retry is granted:
///
/// * **the bucket**: a token bucket, where one retry costs one token. A success adds `ratio` tokens, each
///   second adds `min_per_sec`, and the bucket holds at most `burst`, so at most `burst` retries are
///   granted at once.
/// * **the window**: retries granted in the `window` that ends now are at most `ratio` of the calls
///   that succeeded in it + `min_per_sec` × `window`. Without this bound, a bucket that was filled long ago could
///   be spent in addition to the tokens that current successes add.
///
/// # States
///
/// | state | in the bucket | left in the window |
/// |---|---|---|
/// | in credit | a retry or more | a retry or more |
/// | empty | less than a retry | any number |
/// | exhausted | a retry or more | less than a retry |
///
/// Each cell lists the result for the retry, the counts that change, and the next state.
///
/// | state | a call succeeds | a retry is asked for | a granted retry is not sent | time passes |
/// |---|---|---|---|---|
/// | in credit | bucket and window + `ratio`; in credit | granted; bucket and window − 1, granted + 1; in credit, empty or exhausted | bucket and window + 1, granted − 1; in credit | bucket + `min_per_sec` × time, old successes count no more; in credit or exhausted |
/// | empty | bucket and window + `ratio`; empty, in credit or exhausted | refused; refused + 1; empty | bucket and window + 1, granted − 1; in credit or exhausted | bucket + `min_per_sec` × time; empty, in credit or exhausted |
/// | exhausted | bucket and window + `ratio`; exhausted or in credit | refused; refused + 1; exhausted | bucket and window + 1, granted − 1; exhausted or in credit | bucket + `min_per_sec` × time, old grants count no more; exhausted or in credit |
///
/// The bucket never holds more than `burst`. In any state, successes and grants stop counting when they
/// are older than the window; returning a grant that old changes only the bucket. Sending a retry
/// changes nothing, because the retry was counted when it was granted.
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
    /// When the buffer was last drained. Its successes belong to the slot of that time.
    pub(super) drained_at: Time,
    pub(super) granted: u64,
    pub(super) refunded: u64,
    pub(super) refused: u64,
}

impl RetryBudget {
    /// Returns a builder for the budget named `name`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RetryBudget;
    /// let budget = RetryBudget::builder("search").burst(5).build();
    /// # let _ = budget;
    /// ```
    pub fn builder(name: impl Into<Name>) -> Builder<Self> {
        Builder::new(name.into())
    }

    /// Returns the name of the budget.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RetryBudget;
    /// assert_eq!(RetryBudget::builder("books").build().name(), "books");
    /// ```
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Records a successful call. Takes the lock only about 16 times per window.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RetryBudget;
    /// let budget = RetryBudget::builder("deposits").min_per_sec(0.0).build();
    /// (0..10).for_each(|_| budget.deposit());
    /// assert!(budget.withdraw().is_some());
    /// ```
    pub fn deposit(&self) {
        let now = clock::about_now();
        if !self.inner.buffer.is_current(now) {
            self.with_machine(now, |_| ());
        }
        self.inner.buffer.count();
    }

    /// Records the success of a call that was ready at once. Under load, few of these calls read the clock.
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

    /// Withdraws one retry, if one is available. Returns the slot of the window that it counts in.
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

    /// Resets the budget to the state after an idle window. Total counts are kept.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RetryBudget;
    /// let budget = RetryBudget::builder("reset").burst(1).build();
    /// budget.withdraw().expect("one retry is available").spend();
    /// budget.reset();
    /// assert!(budget.withdraw().is_some());
    /// ```
    pub fn reset(&self) {
        let now = clock::now();
        self.with_machine(now, |locked| {
            locked.machine = Machine::new(&locked.settings, now);
        });
    }

    /// Returns the budget's settings, balance and counts at one moment.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::RetryBudget;
    /// assert_eq!(RetryBudget::builder("fresh").build().snapshot().granted, 0);
    /// ```
    pub fn snapshot(&self) -> RetryBudgetSnapshot {
        let mut snapshot = self.look();
        snapshot.declared = registry::declared::<Self>(self.name());
        snapshot
    }

    /// Returns the snapshot without `declared`, which takes longer to look up.
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

    /// Locks the state machine, moves the buffered successes into it and calls `run`.
    pub(super) fn with_machine<R>(&self, now: Time, run: impl FnOnce(&mut Locked) -> R) -> R {
        let locked = &mut *lock(&self.inner.locked);
        let successes = self.inner.buffer.drain();
        if successes > 0 {
            locked
                .machine
                .deposit(&locked.settings, locked.drained_at, successes);
        }
        locked.drained_at = locked.drained_at.max(now);
        let result = run(locked);
        self.inner
            .buffer
            .start_slot(locked.settings.end_of_slot(locked.drained_at));
        result
    }

    /// Returns a retry that was granted but not sent.
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

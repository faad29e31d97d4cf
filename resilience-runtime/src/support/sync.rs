//! The locks and atomics of the policies; loom's under `cfg(resilience_loom)`.
//!
//! Totals for snapshots alone order nothing and decide nothing: they stay std's, out of the models.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(resilience_loom)]
pub(crate) use loom::sync::{Mutex, MutexGuard, atomic::AtomicU64 as Word};
#[cfg(not(resilience_loom))]
pub(crate) use std::sync::{Mutex, MutexGuard, atomic::AtomicU64 as Word};

/// Locks a mutex and ignores poisoning.
///
/// Our critical sections run no foreign code (predicates, listeners, wakers, destructors), so the guarded
/// state is consistent even if a thread panicked while it held the lock.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A word of a [`StripedCounter`](crate::support::counter::StripedCounter), std's or loom's.
pub(crate) trait CounterWord {
    fn of(count: u64) -> Self;
    fn load(&self, order: Ordering) -> u64;
    fn store(&self, count: u64, order: Ordering);
    fn fetch_add(&self, more: u64, order: Ordering) -> u64;
    /// Changes it from `old` to `new`, if it is `old`; says whether it was.
    fn change(&self, old: u64, new: u64, order: Ordering) -> bool;
}

macro_rules! count {
    ($word:ty) => {
        impl CounterWord for $word {
            fn of(count: u64) -> Self {
                Self::new(count)
            }

            #[inline]
            fn load(&self, order: Ordering) -> u64 {
                self.load(order)
            }

            #[inline]
            fn store(&self, count: u64, order: Ordering) {
                self.store(count, order);
            }

            #[inline]
            fn fetch_add(&self, more: u64, order: Ordering) -> u64 {
                self.fetch_add(more, order)
            }

            fn change(&self, old: u64, new: u64, order: Ordering) -> bool {
                self.compare_exchange(old, new, order, Ordering::Relaxed)
                    .is_ok()
            }
        }
    };
}

count!(AtomicU64);
#[cfg(resilience_loom)]
count!(Word);

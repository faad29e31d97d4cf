//! The locks and atomics of the policies; loom's under `cfg(resilience_loom)`.
//!
//! Totals for snapshots order nothing and decide nothing: they stay std's, out of the models.

use std::sync::PoisonError;

#[cfg(resilience_loom)]
pub(crate) use loom::sync::{Mutex, MutexGuard, atomic::AtomicU64 as Word};
#[cfg(not(resilience_loom))]
pub(crate) use std::sync::{Mutex, MutexGuard, atomic::AtomicU64 as Word};

/// Takes a lock that a panic elsewhere does not poison: our critical sections run no foreign code,
/// so what they guard is whole even when a thread has panicked with the lock in hand.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

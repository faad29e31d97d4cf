//! Locks that a panic elsewhere does not poison.
//!
//! Our critical sections run no foreign code, so what they guard is whole even when a thread has
//! panicked with the lock in hand.

use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Runs code that is not ours, such as listeners, and contains its panics.
//!
//! **Problem.** User code runs in the middle of a call. It may panic, take long, or use the same policy
//! again. None of that may leave a policy with a wrong count or a lock that is held.
//!
//! **Rules.** Foreign code never runs while one of our locks is held. If its result is not needed, its
//! panic is caught by [`run`]. Otherwise the panic reaches the caller, and the guards of the call release
//! what it holds. One exception to the first rule is known: `registry::prune` drops policies, and with them the
//! handles of a `metrics` recorder, under the lock of their registry.
//!
//! | foreign code | run by | its panic |
//! |---|---|---|
//! | the function's body and its destructors | the poll, or the drop, of the call | recorded in every layer, then reaches the caller |
//! | predicates, `delay`, `on_retry`, `on_giveup`, fallbacks | the task of the call, after an attempt | reaches the caller |
//! | `Display` and `RetryAfter` of errors | the retry, after a failed attempt | reaches the caller |
//! | the change that is passed to `adjust` | the caller of `adjust` | reaches the caller; the settings stay |
//! | wakers: clone, wake and drop | the call that queues, frees a slot or changes settings | reaches that call |
//! | destructors of stale values | the call that replaces or removes the value | reaches that call |
//! | destructors of listeners | the thread that drops the subscription | reaches that thread |
//! | listeners | the call that emits the event, in `events` | caught |
//! | filters and subscribers of `tracing` | the call that emits the event, in `events` | caught |
//! | the recorder of `metrics`, for durations | the call that ends, in `metrics::durations` | caught |

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs foreign code and catches its panic. Returns `None` after a panic.
///
/// The panic hook has reported the panic by then.
#[inline]
pub(crate) fn run<R>(code: impl FnOnce() -> R) -> Option<R> {
    catch_unwind(AssertUnwindSafe(code)).ok()
}

#[cfg(test)]
mod tests {
    use super::run;

    #[test]
    fn a_panic_of_foreign_code_is_contained() {
        assert_eq!(run(|| 1), Some(1));
        assert_eq!(run(|| -> i32 { panic!("foreign") }), None);
    }
}

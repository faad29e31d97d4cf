//! The trait of errors that carry a wait.

use std::time::Duration;

/// An error that carries the wait before the next attempt, such as HTTP 429 with `Retry-After`.
///
/// Implement it for the error type of an annotated function. `retry` then waits as long as the error
/// says instead of its own delay, even longer than `max_delay`. `None` leaves the delay to the
/// settings of the retry.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::RetryAfter;
/// # use std::time::Duration;
/// struct HttpError { status: u16, retry_after: Option<u64> }
///
/// impl RetryAfter for HttpError {
///     fn retry_after(&self) -> Option<Duration> {
///         self.retry_after.map(Duration::from_secs)
///     }
/// }
/// # let error = HttpError { status: 429, retry_after: Some(2) };
/// # assert_eq!((error.status, error.retry_after()), (429, Some(Duration::from_secs(2))));
/// ```
pub trait RetryAfter {
    /// Returns the wait before the next attempt, or `None` to use the retry's own delay.
    fn retry_after(&self) -> Option<Duration>;
}

impl<E: RetryAfter + ?Sized> RetryAfter for Box<E> {
    fn retry_after(&self) -> Option<Duration> {
        (**self).retry_after()
    }
}

impl<E: RetryAfter + ?Sized> RetryAfter for std::sync::Arc<E> {
    fn retry_after(&self) -> Option<Duration> {
        (**self).retry_after()
    }
}

//! Errors that carry a wait.

use std::fmt;
use std::time::Duration;

use crate::events;

/// An error that knows how long to wait before the next try, such as HTTP 429 with `Retry-After`.
///
/// Implement it for the error type of an annotated function, and `retry` waits as long as the error
/// says, in place of its own delay and even past `max_delay`: the service knows best. `None` leaves
/// the delay to the retry's settings.
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
    /// How long to wait before the next try.
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

/// Asks an answer for the wait that its error carries, whether or not its type has one.
///
/// The inherent method wins where the error is [`RetryAfter`]; elsewhere the method of [`NoHint`]
/// is found. So no bound is put on the user's error.
#[derive(Debug)]
pub struct Hint<'a, A>(pub &'a A);

impl<T, E: RetryAfter> Hint<'_, Option<Result<T, E>>> {
    /// The wait that the error carries.
    pub fn retry_after(&self) -> Option<Duration> {
        match self.0 {
            Some(Err(error)) => error.retry_after(),
            _ => None,
        }
    }
}

impl<T, E: fmt::Display> Hint<'_, Option<Result<T, E>>> {
    /// The error as events tell it, if anybody listens.
    #[inline(never)]
    pub fn error(&self) -> Option<String> {
        match self.0 {
            Some(Err(error)) if events::is_heard() => Some(error.to_string()),
            _ => None,
        }
    }
}

/// The text of an error that has none.
pub trait NoText {
    /// No text.
    fn error(&self) -> Option<String> {
        None
    }
}

impl<A> NoText for Hint<'_, A> {}

/// The hint of an error that carries no wait.
pub trait NoHint {
    /// No wait.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

impl<A> NoHint for Hint<'_, A> {}

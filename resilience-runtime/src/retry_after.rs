//! Errors that carry a wait.

use std::fmt;
use std::time::Duration;

use crate::verdict::Answer;

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

/// What a retry asks of an error of that type.
#[derive(Debug)]
pub struct Asks<E> {
    /// The wait that it carries.
    pub wait: fn(&E) -> Option<Duration>,
    /// How events tell it.
    pub text: fn(&E) -> Option<String>,
}

impl<E> Asks<E> {
    /// Nothing.
    pub(crate) const NOTHING: Self = Self {
        wait: |_| None,
        text: |_| None,
    };
}

/// Knows what may be asked of the error of an answer, whatever its type can do.
///
/// Asked as `(&Hint(&answer)).asks()`, the inherent method wins where the error is [`RetryAfter`] and
/// `Display`; else the method of [`Waits`] or [`Tells`] is found where it is one of them, and that of
/// [`Neither`] where it is not. So no bound is put on the user's error, and rustc looks for one method.
#[derive(Debug)]
pub struct Hint<'a, A>(pub &'a A);

#[allow(clippy::unused_self, reason = "its type is what counts")]
impl<T, E: RetryAfter + fmt::Display> Hint<'_, Answer<T, E>> {
    /// The wait and the text of the error.
    pub fn asks(&self) -> Asks<E> {
        Asks {
            wait: E::retry_after,
            text: |error| Some(error.to_string()),
        }
    }
}

/// The hint of an error that carries a wait and has no text.
pub trait Waits<E> {
    /// The wait of the error.
    fn asks(&self) -> Asks<E>;
}

impl<T, E: RetryAfter> Waits<E> for Hint<'_, Answer<T, E>> {
    fn asks(&self) -> Asks<E> {
        Asks {
            wait: E::retry_after,
            ..Asks::NOTHING
        }
    }
}

/// The hint of an error that has a text and carries no wait.
pub trait Tells<E> {
    /// The text of the error.
    fn asks(&self) -> Asks<E>;
}

impl<T, E: fmt::Display> Tells<E> for Hint<'_, Answer<T, E>> {
    fn asks(&self) -> Asks<E> {
        Asks {
            text: |error| Some(error.to_string()),
            ..Asks::NOTHING
        }
    }
}

/// The hint of an error of which there is nothing to ask.
pub trait Neither<E> {
    /// Nothing.
    fn asks(&self) -> Asks<E>;
}

impl<T, E> Neither<E> for &Hint<'_, Answer<T, E>> {
    fn asks(&self) -> Asks<E> {
        Asks::NOTHING
    }
}

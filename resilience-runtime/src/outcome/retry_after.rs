//! Errors that carry a wait.

use std::fmt;
use std::time::Duration;

use crate::outcome::verdict::Answer;

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

/// Knows what may be asked of the error of an answer, whatever its type can do, so that no bound is put on
/// the user's error.
///
/// It is asked as `(&Hint(&answer)).asks()`. Where the error is [`RetryAfter`] and `Display`, the inherent
/// method wins; where it is one of these, there is the method of [`Waits`] or of [`Tells`]. [`Neither`] is for a
/// reference to the hint, to which rustc comes last.
#[derive(Debug)]
pub struct Hint<'a, A>(pub &'a A);

impl<T, E: RetryAfter + fmt::Display> Hint<'_, Answer<T, E>> {
    /// The wait and the text of the error.
    pub fn asks(&self) -> Asks<E> {
        let Asks { wait, .. } = Waits::asks(self);
        Asks {
            wait,
            ..Tells::asks(self)
        }
    }
}

/// The hint of an error that carries a wait.
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

/// The hint of an error that has a text.
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

#[cfg(test)]
mod tests {
    use super::*;

    const WAIT: Duration = Duration::from_secs(7);

    struct Nothing;
    struct Text;
    struct Wait;
    struct Both;

    impl fmt::Display for Text {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text")
        }
    }

    impl fmt::Display for Both {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("both")
        }
    }

    impl RetryAfter for Wait {
        fn retry_after(&self) -> Option<Duration> {
            Some(WAIT)
        }
    }

    impl RetryAfter for Both {
        fn retry_after(&self) -> Option<Duration> {
            Some(WAIT)
        }
    }

    /// As an attribute writes it.
    macro_rules! asked {
        ($error:expr) => {{
            let error = $error;
            let answer: Answer<(), _> = Ok(Err(error));
            let Asks { wait, text } = (&Hint(&answer)).asks();
            let Ok(Err(error)) = answer else {
                unreachable!("that is the answer");
            };
            (wait(&error), text(&error))
        }};
    }

    fn generic<E: RetryAfter + fmt::Display>(error: E) -> (Option<Duration>, Option<String>) {
        asked!(error)
    }

    fn unknown<E>(error: E) -> (Option<Duration>, Option<String>) {
        asked!(error)
    }

    #[test]
    fn of_each_error_is_asked_what_its_type_can_say() {
        assert_eq!(asked!(Nothing), (None, None));
        assert_eq!(asked!(Text), (None, Some("text".to_owned())));
        assert_eq!(asked!(Wait), (Some(WAIT), None));
        let both = (Some(WAIT), Some("both".to_owned()));
        assert_eq!(asked!(Both), both);
        assert_eq!(generic(Both), both);
        assert_eq!(unknown(Both), (None, None));
    }
}

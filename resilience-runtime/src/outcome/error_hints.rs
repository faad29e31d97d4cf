//! The wait and the text that an error carries, found without a bound on the error type.
//!
//! A retry uses both if the error type has them. The expansion of `retry` cannot write
//! `E: RetryAfter + Display`, because most error types do not implement [`RetryAfter`]. It calls
//! `(&HintsOf(&answer)).hints()` instead and lets method resolution pick the best implementation:
//!
//! | the error implements | rustc picks | why |
//! |---|---|---|
//! | `RetryAfter` and `Display` | the inherent method of [`HintsOf`] | inherent methods win |
//! | `RetryAfter` | [`RetryAfterHint`] | the only trait that applies to `HintsOf` |
//! | `Display` | [`DisplayHint`] | the only trait that applies to `HintsOf` |
//! | neither | [`NoHint`] | implemented for `&HintsOf`, which rustc tries last |

use std::fmt;
use std::time::Duration;

use crate::outcome::answer::Answer;
use crate::outcome::retry_after::RetryAfter;

/// The functions that read the hints of an error of type `E`.
#[derive(Debug)]
pub struct ErrorHints<E> {
    /// Returns the wait that the error asks for.
    pub wait: fn(&E) -> Option<Duration>,
    /// Returns the text of the error for events.
    pub text: fn(&E) -> Option<String>,
}

impl<E> ErrorHints<E> {
    /// The hints of an error that has none.
    pub(crate) const NONE: Self = Self {
        wait: |_| None,
        text: |_| None,
    };
}

/// An answer whose error is asked for hints, as `(&HintsOf(&answer)).hints()`.
#[derive(Debug)]
pub struct HintsOf<'a, A>(pub &'a A);

impl<T, E: RetryAfter + fmt::Display> HintsOf<'_, Answer<T, E>> {
    /// Returns the hints of an error with a wait and a text.
    pub fn hints(&self) -> ErrorHints<E> {
        let ErrorHints { wait, .. } = RetryAfterHint::hints(self);
        ErrorHints {
            wait,
            ..DisplayHint::hints(self)
        }
    }
}

/// The hints of an error that implements [`RetryAfter`].
pub trait RetryAfterHint<E> {
    /// Returns the hints of an error with a wait.
    fn hints(&self) -> ErrorHints<E>;
}

impl<T, E: RetryAfter> RetryAfterHint<E> for HintsOf<'_, Answer<T, E>> {
    fn hints(&self) -> ErrorHints<E> {
        ErrorHints {
            wait: E::retry_after,
            ..ErrorHints::NONE
        }
    }
}

/// The hints of an error that implements `Display`.
pub trait DisplayHint<E> {
    /// Returns the hints of an error with a text.
    fn hints(&self) -> ErrorHints<E>;
}

impl<T, E: fmt::Display> DisplayHint<E> for HintsOf<'_, Answer<T, E>> {
    fn hints(&self) -> ErrorHints<E> {
        ErrorHints {
            text: |error| Some(error.to_string()),
            ..ErrorHints::NONE
        }
    }
}

/// The hints of an error that implements neither.
pub trait NoHint<E> {
    /// Returns no hints.
    fn hints(&self) -> ErrorHints<E>;
}

impl<T, E> NoHint<E> for &HintsOf<'_, Answer<T, E>> {
    fn hints(&self) -> ErrorHints<E> {
        ErrorHints::NONE
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
            let ErrorHints { wait, text } = (&HintsOf(&answer)).hints();
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
    fn an_error_gives_the_hints_that_its_type_implements() {
        assert_eq!(asked!(Nothing), (None, None));
        assert_eq!(asked!(Text), (None, Some("text".to_owned())));
        assert_eq!(asked!(Wait), (Some(WAIT), None));
        let both = (Some(WAIT), Some("both".to_owned()));
        assert_eq!(asked!(Both), both);
        assert_eq!(generic(Both), both);
        assert_eq!(unknown(Both), (None, None));
    }
}

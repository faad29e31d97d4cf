//! Why a call brought no answer.

use std::error::Error;
use std::fmt;

use crate::Rejected;

/// Why a call brought no answer: a policy rejected it, or the service's own error.
///
/// A fallback sees this as its cause, and `call` on a policy returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure<E> {
    /// A policy refused the call or cut it off.
    Rejected(Rejected),
    /// The function ran and failed.
    Error(E),
}

impl<E> Failure<E> {
    /// The rejection, if it was one.
    pub fn rejected(&self) -> Option<&Rejected> {
        match self {
            Self::Rejected(rejected) => Some(rejected),
            Self::Error(_) => None,
        }
    }

    /// The function's own error, or the rejection turned into one.
    pub fn into_error(self) -> E
    where
        E: From<Rejected>,
    {
        match self {
            Self::Rejected(rejected) => rejected.into(),
            Self::Error(error) => error,
        }
    }
}

impl<E> From<Rejected> for Failure<E> {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

impl<E: fmt::Display> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejected) => rejected.fmt(f),
            Self::Error(error) => error.fmt(f),
        }
    }
}

impl<E: Error + 'static> Error for Failure<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Rejected(rejected) => Some(rejected),
            Self::Error(error) => Some(error),
        }
    }
}

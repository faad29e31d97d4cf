//! What can be wrong with the settings of a dashboard.

use std::fmt;

use super::control::SHORTEST;

/// What can be wrong with the settings of a [`Dashboard`](super::Dashboard).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The token for control has less than 16 characters.
    ShortToken,
    /// No circuit breaker has a name that is to be critical.
    UnknownBreaker {
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// What is to be a host name is none.
    BadHost {
        /// What was given.
        host: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ShortToken => write!(
                f,
                "the token for control must have at least {SHORTEST} characters, and be hard to guess"
            ),
            Self::UnknownBreaker { name, known } if known.is_empty() => write!(
                f,
                "no circuit breaker is named `{name}`, there is none at all"
            ),
            Self::UnknownBreaker { name, known } => write!(
                f,
                "no circuit breaker is named `{name}`, there are: `{}`",
                known.join("`, `")
            ),
            Self::BadHost { host } => write!(
                f,
                "`{host}` is no host name: give it as `ops.example.com` or `ops.example.com:8443`"
            ),
        }
    }
}

impl std::error::Error for Error {}

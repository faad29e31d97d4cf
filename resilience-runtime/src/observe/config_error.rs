//! The errors of a configuration, with the place of each.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One error in a configuration.
///
/// It prints as one line that begins with the place: `resilience.toml:3:1: unknown …`.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{config, Bulkhead};
/// # let _thumbnails = Bulkhead::builder("resized").max(1).build();
/// let errors = config::load_str("[bulkhead.resized]\nmax = 0").unwrap_err();
/// let error = errors.iter().next().unwrap();
/// assert_eq!((error.line(), error.column()), (Some(2), Some(7)));
/// assert_eq!((error.file(), error.variable()), (None, None));
/// assert_eq!(error.key(), Some("bulkhead.resized.max"));
/// assert_eq!(error.message(), "`max` must be at least 1");
/// assert_eq!(error.to_string(), "line 2, column 7: `max` must be at least 1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    place: Place,
    key: Option<String>,
    message: String,
}

impl Error {
    pub(crate) fn new(place: &Place, key: Option<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.clone(),
            key,
            message: message.into(),
        }
    }

    /// Returns the file, if the configuration was read from one.
    pub fn file(&self) -> Option<&Path> {
        match &*self.place.origin {
            Origin::File(path) => Some(path),
            Origin::Text | Origin::Variable(_) => None,
        }
    }

    /// Returns the environment variable, if the setting was read from one.
    pub fn variable(&self) -> Option<&str> {
        match &*self.place.origin {
            Origin::Variable(name) => Some(name),
            Origin::Text | Origin::File(_) => None,
        }
    }

    /// Returns the line in the file or string, counted from 1.
    pub fn line(&self) -> Option<usize> {
        self.place.at.map(|(line, _)| line)
    }

    /// Returns the column in that line, in characters counted from 1.
    pub fn column(&self) -> Option<usize> {
        self.place.at.map(|(_, column)| column)
    }

    /// Returns the path of the setting or section, such as `circuit_breaker.fraud.threshold`.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Returns the message: the error, the allowed values and, for a misspelling, a suggestion.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for Error {}

/// Every error in a configuration, in the order of the text.
///
/// There is at least one. It prints one error per line.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::config;
/// let errors = config::load_str("bulkhead = 1\ntimeout = 2").unwrap_err();
/// assert_eq!(errors.iter().count(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors(Vec<Error>);

impl Errors {
    /// Fails with `errors`, if there are any.
    pub(crate) fn check(mut errors: Vec<Error>) -> Result<(), Self> {
        if errors.is_empty() {
            return Ok(());
        }
        errors.sort_by(|one, other| one.place.cmp(&other.place));
        Err(Self(errors))
    }

    /// Returns the errors, in the order of the text.
    pub fn iter(&self) -> std::slice::Iter<'_, Error> {
        self.0.iter()
    }
}

impl IntoIterator for Errors {
    type Item = Error;
    type IntoIter = std::vec::IntoIter<Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Errors {
    type Item = &'a Error;
    type IntoIter = std::slice::Iter<'a, Error>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, error) in self.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}

/// The source of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    Text,
    File(PathBuf),
    Variable(String),
}

/// A place in a configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    origin: Arc<Origin>,
    /// Line and column.
    at: Option<(usize, usize)>,
}

impl Place {
    /// Returns the whole source as a place.
    pub(crate) fn of(origin: &Arc<Origin>) -> Self {
        Self {
            origin: Arc::clone(origin),
            at: None,
        }
    }

    /// Returns the place of the byte at `offset` in `text`.
    pub(crate) fn within(origin: &Arc<Origin>, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before[start..].chars().count() + 1;
        Self {
            origin: Arc::clone(origin),
            at: Some((line, column)),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&*self.origin, self.at) {
            (Origin::File(path), None) => write!(f, "{}", path.display()),
            (Origin::File(path), Some((line, column))) => {
                write!(f, "{}:{line}:{column}", path.display())
            }
            (Origin::Text, None) => f.write_str("configuration"),
            (Origin::Text, Some((line, column))) => write!(f, "line {line}, column {column}"),
            (Origin::Variable(name), _) => write!(f, "variable `{name}`"),
        }
    }
}

/// Serializes the errors as a list of lines.
#[cfg(feature = "serde")]
impl serde::Serialize for Errors {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

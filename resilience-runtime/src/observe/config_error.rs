//! What can be wrong with a configuration, and where.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Something wrong with a configuration. It prints as one line, with its place in front.
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

    /// The file, where it stands in one.
    pub fn file(&self) -> Option<&Path> {
        match &*self.place.origin {
            Origin::File(path) => Some(path),
            Origin::Text | Origin::Variable(_) => None,
        }
    }

    /// The environment variable, where it stands in one.
    pub fn variable(&self) -> Option<&str> {
        match &*self.place.origin {
            Origin::Variable(name) => Some(name),
            Origin::Text | Origin::File(_) => None,
        }
    }

    /// The line in the file or string, counted from 1.
    pub fn line(&self) -> Option<usize> {
        self.place.at.map(|(line, _)| line)
    }

    /// The column in that line, counted from 1 in characters.
    pub fn column(&self) -> Option<usize> {
        self.place.at.map(|(_, column)| column)
    }

    /// The setting or section that it is about, such as `circuit_breaker.fraud.threshold`.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// What is wrong, what is allowed, and what was most likely meant.
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

/// Everything that is wrong with a configuration, in the order of the text. It prints one to a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors(Vec<Error>);

impl Errors {
    /// All of `errors`, if there are any.
    pub(crate) fn check(mut errors: Vec<Error>) -> Result<(), Self> {
        if errors.is_empty() {
            return Ok(());
        }
        errors.sort_by(|one, other| one.place.cmp(&other.place));
        Err(Self(errors))
    }

    /// The errors, in the order of the text. There is at least one.
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

/// What a configuration is read from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    Text,
    File(PathBuf),
    Variable(String),
}

/// Where something is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    origin: Arc<Origin>,
    /// Line and column.
    at: Option<(usize, usize)>,
}

impl Place {
    /// All of it.
    pub(crate) fn of(origin: &Arc<Origin>) -> Self {
        Self {
            origin: Arc::clone(origin),
            at: None,
        }
    }

    /// The byte `offset` of its text.
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

/// As a list of lines.
#[cfg(feature = "serde")]
impl serde::Serialize for Errors {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

//! What can be wrong with the declarations of one name.

use std::fmt;
use std::panic::Location;

use crate::Name;

/// Something wrong between the places that declare one name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "conflict", rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Conflict {
    /// Two sites give different settings. Those of the first are in force, until someone adjusts them.
    #[non_exhaustive]
    Settings {
        /// What kind of policy: `circuit breaker`, `bulkhead`, `rate limiter`, `retry budget`.
        kind: &'static str,
        /// Its name.
        name: Name,
        /// Where the first settings are given.
        #[cfg_attr(feature = "serde", serde(serialize_with = "place"))]
        first: &'static Location<'static>,
        /// The first settings.
        in_force: String,
        /// Where other settings are given.
        #[cfg_attr(feature = "serde", serde(serialize_with = "place"))]
        second: &'static Location<'static>,
        /// The other settings.
        refused: String,
    },
    /// Sites name the policy, and none gives a setting that it cannot do without.
    #[non_exhaustive]
    Missing {
        /// What kind of policy.
        kind: &'static str,
        /// Its name.
        name: Name,
        /// The setting that nobody gives.
        setting: &'static str,
        /// The first place that names the policy.
        #[cfg_attr(feature = "serde", serde(serialize_with = "place"))]
        at: &'static Location<'static>,
    },
    /// A policy that came after the configuration was loaded does not go with it, and keeps the
    /// settings that its site gives. Only with the feature `config`.
    #[non_exhaustive]
    Configuration {
        /// What kind of policy.
        kind: &'static str,
        /// Its name.
        name: Name,
        /// Where it is given its settings.
        #[cfg_attr(feature = "serde", serde(serialize_with = "place"))]
        at: &'static Location<'static>,
        /// What is wrong, and where it is configured.
        error: String,
    },
}

/// A place in the source, as `file:line:column`.
#[cfg(feature = "serde")]
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn place<S: serde::Serializer>(
    place: &&'static Location<'static>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(place)
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings {
                kind,
                name,
                first,
                in_force,
                second,
                refused,
            } => write!(
                f,
                "{kind} `{name}` is given two sets of settings: in force from {first}: {in_force}; \
                 refused from {second}: {refused}"
            ),
            Self::Missing {
                kind,
                name,
                setting,
                at,
            } => {
                write!(
                    f,
                    "{kind} `{name}` is named at {at}, but no site gives its `{setting}`"
                )
            }
            Self::Configuration {
                kind,
                name,
                at,
                error,
            } => write!(
                f,
                "{kind} `{name}` keeps the settings from {at}, for what is configured does not go with \
                 them: {error}"
            ),
        }
    }
}

impl std::error::Error for Conflict {}

/// Every conflict between the declarations of the process; the error of `registry::validate`.
///
/// There is at least one. It prints one conflict per line.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{registry, Bulkhead};
/// let _without_max = Bulkhead::builder("no max").build();
/// let conflicts = registry::validate().unwrap_err();
/// assert!(conflicts.iter().any(|it| it.to_string().contains("no max")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflicts(Vec<Conflict>);

impl Conflicts {
    /// Fails with `conflicts`, if there are any.
    pub(crate) fn check(conflicts: Vec<Conflict>) -> Result<(), Self> {
        if conflicts.is_empty() {
            Ok(())
        } else {
            Err(Self(conflicts))
        }
    }

    /// Returns the conflicts.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::registry;
    /// let conflicts = registry::validate().err().map_or_else(Vec::new, |it| it.into_vec());
    /// assert!(conflicts.is_empty());
    /// ```
    pub fn into_vec(self) -> Vec<Conflict> {
        self.0
    }
}

impl std::ops::Deref for Conflicts {
    type Target = [Conflict];

    fn deref(&self) -> &[Conflict] {
        &self.0
    }
}

impl IntoIterator for Conflicts {
    type Item = Conflict;
    type IntoIter = std::vec::IntoIter<Conflict>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Conflicts {
    type Item = &'a Conflict;
    type IntoIter = std::slice::Iter<'a, Conflict>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Conflicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, conflict) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            conflict.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Conflicts {}

//! Conflicts between the declarations of one policy.

use std::fmt;
use std::panic::Location;

use crate::Name;

/// A conflict between the places that declare one policy.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{registry::{self, Conflict}, Bulkhead};
/// let _first = Bulkhead::builder("shared").max(10).build();
/// let _second = Bulkhead::builder("shared").max(20).build();
/// let conflicts = registry::validate().unwrap_err();
/// let Conflict::Settings { name, first, second, .. } = &conflicts[0] else { unreachable!() };
/// assert_eq!(&**name, "shared");
/// assert_eq!(second.line(), first.line() + 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "conflict", rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Conflict {
    /// Two places state different settings. The policy has those of the first place.
    #[non_exhaustive]
    Settings {
        /// The kind of policy: `circuit breaker`, `bulkhead`, `rate limiter` or `retry budget`.
        kind: &'static str,
        /// The name of the policy.
        name: Name,
        /// The place that states the first settings.
        #[cfg_attr(feature = "serde", serde(serialize_with = "place"))]
        first: &'static Location<'static>,
        /// The first settings, which apply.
        first_settings: String,
        /// The place that states other settings.
        #[cfg_attr(feature = "serde", serde(serialize_with = "place"))]
        second: &'static Location<'static>,
        /// The other settings, which are ignored.
        second_settings: String,
    },
    /// No place states a required setting of the policy. Reported by `validate` and in snapshots, not as an event.
    #[non_exhaustive]
    Missing {
        /// The kind of policy.
        kind: &'static str,
        /// The name of the policy.
        name: Name,
        /// The missing setting.
        setting: &'static str,
        /// The first place that names the policy.
        #[cfg_attr(feature = "serde", serde(serialize_with = "place"))]
        at: &'static Location<'static>,
    },
    /// The configuration contradicts the settings of a policy that was built after it was loaded.
    ///
    /// The policy keeps the settings that the code states. Only with the feature `config`.
    #[non_exhaustive]
    Configuration {
        /// The kind of policy.
        kind: &'static str,
        /// The name of the policy.
        name: Name,
        /// The place that states the settings.
        #[cfg_attr(feature = "serde", serde(serialize_with = "place"))]
        at: &'static Location<'static>,
        /// The contradiction, with its place in the configuration.
        error: String,
    },
}

/// Serializes a place in the source as `file:line:column`.
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
                first_settings,
                second,
                second_settings,
            } => write!(
                f,
                "{kind} `{name}` has two sets of settings: {first} states `{first_settings}`, which apply; \
                 {second} states `{second_settings}`, which are ignored"
            ),
            Self::Missing {
                kind,
                name,
                setting,
                at,
            } => {
                write!(
                    f,
                    "{kind} `{name}` is named at {at}, but its `{setting}` is not set anywhere"
                )
            }
            Self::Configuration {
                kind,
                name,
                at,
                error,
            } => write!(
                f,
                "{kind} `{name}` keeps the settings from {at}, because the configuration contradicts \
                 them: {error}"
            ),
        }
    }
}

impl std::error::Error for Conflict {}

/// Every conflict between the declarations of the process. `registry::validate` returns it.
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

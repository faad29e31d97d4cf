//! The name of a policy.

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use arcstr::ArcStr;

/// The name of a policy: cheap to clone, so that a rejection can carry it without allocating.
///
/// It compares with `str` and prints as one.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::Name;
/// let name = Name::from("fraud");
/// assert_eq!(name, "fraud");
/// assert_eq!(name.len(), 5);
/// ```
#[derive(Clone)]
pub struct Name(Text);

/// Two words: every error that carries a rejection has room for them.
#[derive(Clone)]
enum Text {
    Static(&'static str),
    Shared(ArcStr),
}

impl Name {
    /// A name known at compile time.
    pub(crate) const fn from_static(name: &'static str) -> Self {
        Self(Text::Static(name))
    }

    /// The name as a string slice.
    ///
    /// # Examples
    ///
    /// ```
    /// # use resilience_runtime::Name;
    /// assert_eq!(Name::from("fraud").as_str(), "fraud");
    /// ```
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Static(name) => name,
            Text::Shared(name) => name,
        }
    }
}

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self(Text::Shared(name.into()))
    }
}

impl From<String> for Name {
    fn from(name: String) -> Self {
        Self(Text::Shared(name.into()))
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Name {}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other)
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_takes_the_room_of_a_str() {
        assert_eq!(size_of::<Name>(), size_of::<&str>());
        assert_eq!(size_of::<crate::Rejected>(), 48);
    }
}

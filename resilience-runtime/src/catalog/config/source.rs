//! The sections of a file, a string or the environment, before they are checked.

use std::borrow::Cow;

use crate::observe::config_error::Place;
use crate::registry::settings::Value;

/// The name of the section that applies to every policy of a kind.
pub(super) const DEFAULT: &str = "default";

/// The sections of one source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layer<'a> {
    pub(super) sections: &'a [Raw],
    /// Whether it is being loaded now. Otherwise it was loaded before.
    pub(super) is_new: bool,
}

/// One section, as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    /// The first part of its name, such as `bulkhead`.
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) spelling: Spelling,
    pub(super) at: Place,
    pub(super) entries: Vec<Entry>,
}

/// One setting of a section, as it is written.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_at: Place,
    pub(super) value: Value,
    pub(super) value_at: Place,
}

/// The way in which a source writes the name of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Unchanged.
    Exact,
    /// In capitals, with `_` for each character that is not an ASCII letter or digit.
    Variable,
}

impl Spelling {
    /// Returns the spelling of `name`.
    pub(super) fn of(self, name: &str) -> Cow<'_, str> {
        match self {
            Self::Exact => Cow::Borrowed(name),
            Self::Variable => {
                let plain = |c: char| {
                    if c.is_ascii_alphanumeric() {
                        c.to_ascii_uppercase()
                    } else {
                        '_'
                    }
                };
                Cow::Owned(name.chars().map(plain).collect())
            }
        }
    }
}

/// The path of a section or setting: `circuit_breaker.fraud.threshold`.
pub(super) fn path(kind: &str, name: &str, key: Option<&str>) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let name = if !name.is_empty() && name.chars().all(is_bare) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("{name:?}"))
    };
    match key {
        Some(key) => format!("{kind}.{name}.{key}"),
        None => format!("{kind}.{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_holds_a_name_in_capitals() {
        for (name, variable) in [
            ("fraud", "FRAUD"),
            ("shop::orders::check", "SHOP__ORDERS__CHECK"),
            ("tenant-17 (EU)", "TENANT_17__EU_"),
            ("prüfung", "PR_FUNG"),
        ] {
            assert_eq!(Spelling::Variable.of(name), variable);
            assert_eq!(Spelling::Exact.of(name), name);
        }
    }

    #[test]
    fn a_path_quotes_a_name_that_toml_would() {
        assert_eq!(path("bulkhead", "a-1", None), "bulkhead.a-1");
        assert_eq!(
            path("bulkhead", "shop::check", Some("max")),
            "bulkhead.\"shop::check\".max"
        );
    }
}

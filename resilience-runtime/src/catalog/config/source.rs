//! What is read from a file, a string or the environment, before anyone knows whether it is right.

use std::borrow::Cow;

use crate::observe::config_error::Place;
use crate::registry::settings::Value;

/// The name of the section that is for every policy of a kind.
pub(super) const DEFAULT: &str = "default";

/// What one source says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layer<'a> {
    pub(super) sections: &'a [Raw],
    /// Whether it is being loaded, and not in force already.
    pub(super) is_new: bool,
}

/// One section.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    /// What the kind's sections begin with.
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) spelling: Spelling,
    pub(super) at: Place,
    pub(super) entries: Vec<Entry>,
}

/// One setting of a section.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_at: Place,
    pub(super) value: Value,
    pub(super) value_at: Place,
}

/// How a source writes the name of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As it is.
    Exact,
    /// As a variable can hold it: in capitals, with a `_` for all but letters and digits.
    Variable,
}

impl Spelling {
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

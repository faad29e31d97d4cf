//! The names of the environment variables of settings.

pub(super) const PREFIX: &str = "RESILIENCE_";

/// Between the kind, the name and the setting.
pub(super) const SEPARATOR: &str = "__";

/// Returns the variable of a setting, for messages.
pub(super) fn variable(kind: &str, name: &str, key: &str) -> String {
    format!("{PREFIX}{}", [kind, name, key].join(SEPARATOR)).to_ascii_uppercase()
}

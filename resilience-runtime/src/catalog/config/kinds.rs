//! The kinds of policy that can be configured.

use super::suggestion::{did_you_mean, list};
use crate::catalog::list::KINDS;

fn sections() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|kind| kind.section())
}

/// Returns the kind whose sections begin with `word`.
pub(super) fn known(word: &str) -> Option<&'static str> {
    sections().find(|section| *section == word)
}

/// Returns the error message for a `word` that is not a kind.
pub(super) fn unknown(word: &str) -> String {
    let kinds = list(sections());
    match word {
        "retry" => format!(
            "`retry` cannot be configured, because a retry has no name; configure its budget with \
             `[retry_budget.<name>]`, expected one of: {kinds}"
        ),
        "timeout" | "fallback" => format!(
            "`{word}` cannot be configured, because a {word} has no name, expected one of: {kinds}"
        ),
        _ => {
            let meant = did_you_mean(word, sections());
            let meant = meant.as_deref().unwrap_or(",");
            format!("unknown kind `{word}`{meant} expected one of: {kinds}")
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::list::KINDS;

    /// The rows of the table in the documentation that are about the kind.
    fn rows(section: &str) -> Vec<String> {
        let docs = include_str!("mod.rs");
        let head = format!("//! | **`[{section}.<name>]`** |");
        let rows = docs.lines().skip_while(|line| !line.starts_with(&head));
        let rows = rows.skip(1).take_while(|line| line.starts_with("//! | `"));
        rows.filter_map(|line| Some(line.split('`').nth(1)?.to_owned()))
            .collect()
    }

    #[test]
    fn the_documentation_has_every_key_of_every_kind() {
        for kind in KINDS {
            assert_eq!(rows(kind.section()), kind.keys());
        }
    }
}

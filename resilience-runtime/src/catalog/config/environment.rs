//! Reading sections from environment variables.

use std::sync::Arc;

use super::kinds;
use super::source::{Entry, Raw, Spelling};
use super::variable::{PREFIX, SEPARATOR};
use crate::observe::config_error::{Error, Origin, Place};
use crate::registry::settings::Value;

/// Reads the sections of variables such as `RESILIENCE_BULKHEAD__FRAUD__MAX`.
///
/// Errors in their form go to `errors`. Other variables are ignored.
pub(super) fn read(
    variables: impl Iterator<Item = (String, String)>,
    errors: &mut Vec<Error>,
) -> Vec<Raw> {
    let mut ours: Vec<_> = variables
        .filter(|(variable, _)| {
            let rest = variable.strip_prefix(PREFIX);
            rest.is_some_and(|rest| rest.contains(SEPARATOR))
        })
        .collect();
    // The variables have no fixed order, and of two for one setting the last one wins.
    ours.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut sections: Vec<Raw> = Vec::new();
    for (variable, text) in ours {
        let at = Place::of(&Arc::new(Origin::Variable(variable.clone())));
        let (kind, name, key) = match split(&variable) {
            Ok(parts) => parts,
            Err(message) => {
                errors.push(Error::new(&at, None, message));
                continue;
            }
        };
        let entry = Entry {
            key,
            key_at: at.clone(),
            value: Value::of_variable(&text),
            value_at: at.clone(),
        };
        let is_same = |it: &&mut Raw| it.kind == kind && it.name == name;
        match sections.iter_mut().find(is_same) {
            Some(section) => section.entries.push(entry),
            None => sections.push(Raw {
                kind,
                name,
                spelling: Spelling::Variable,
                at,
                entries: vec![entry],
            }),
        }
    }
    sections
}

/// Splits a variable into kind, name and setting.
fn split(variable: &str) -> Result<(&'static str, String, String), String> {
    let rest = variable.strip_prefix(PREFIX).unwrap_or(variable);
    let (word, rest) = rest.split_once(SEPARATOR).unwrap_or((rest, ""));
    let word = word.to_ascii_lowercase();
    let Some(kind) = kinds::known(&word) else {
        return Err(kinds::unknown(&word));
    };
    // The name may contain the separator; no setting does.
    match rest.rsplit_once(SEPARATOR) {
        Some((name, key)) if !name.is_empty() && !key.is_empty() => {
            Ok((kind, name.to_ascii_uppercase(), key.to_ascii_lowercase()))
        }
        _ => {
            let kind = kind.to_ascii_uppercase();
            Err(format!(
                "expected a kind, a policy and a setting: `{PREFIX}{kind}__<NAME>__<SETTING>`"
            ))
        }
    }
}

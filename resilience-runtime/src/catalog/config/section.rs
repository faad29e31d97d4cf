//! A section whose settings are checked, each by itself.

use super::source::{DEFAULT, Entry, Raw, Spelling, path};
use super::suggestion::{did_you_mean, list};
use super::variable::variable;
use crate::Name;
use crate::observe::config_error::{Error, Place};
use crate::registry::Registered;
use crate::registry::settings::Key;
use crate::registry::settings::Value;

/// The key by which a section says that its policy may be built later.
const OPTIONAL: &str = "optional";

/// The settings of one section.
pub(super) struct Section<P: Registered> {
    name: String,
    spelling: Spelling,
    at: Place,
    is_for_all: bool,
    is_optional: bool,
    pub(super) settings: Vec<Setting<P>>,
}

/// One setting of a section.
pub(super) struct Setting<P: Registered> {
    pub(super) key: &'static Key<P>,
    pub(super) value: Value,
    pub(super) at: Place,
    pub(super) path: String,
}

impl<P: Registered> Section<P> {
    /// Reads the valid settings; the errors of the others go to `errors`.
    pub(super) fn read(raw: &Raw, errors: &mut Vec<Error>) -> Self {
        let mut section = Self {
            is_for_all: raw.name == raw.spelling.of(DEFAULT),
            name: raw.name.clone(),
            spelling: raw.spelling,
            at: raw.at.clone(),
            is_optional: false,
            settings: Vec::new(),
        };
        for entry in &raw.entries {
            if let Err((place, message)) = section.read_entry(entry) {
                errors.push(Error::new(
                    place,
                    Some(section.path(Some(&entry.key))),
                    message,
                ));
            }
        }
        section
    }

    fn read_entry<'e>(&mut self, entry: &'e Entry) -> Result<(), (&'e Place, String)> {
        let Entry {
            key,
            key_at,
            value,
            value_at,
        } = entry;
        if key == OPTIONAL && !self.is_for_all {
            let wrong = || format!("`{OPTIONAL}` takes true or false: `{OPTIONAL} = true`");
            self.is_optional = value.flag().map_err(|_| (value_at, wrong()))?;
            return Ok(());
        }
        let Some(known) = P::KEYS.iter().find(|known| known.name == key) else {
            return Err((key_at, self.unknown_key(key)));
        };
        let mut settings = P::DEFAULT;
        known
            .set(&mut settings, value)
            .map_err(|message| (value_at, message))?;
        self.settings.push(Setting {
            key: known,
            value: value.clone(),
            at: value_at.clone(),
            path: self.path(Some(key)),
        });
        Ok(())
    }

    fn unknown_key(&self, key: &str) -> String {
        let optional = (!self.is_for_all).then_some(OPTIONAL);
        let keys = || P::KEYS.iter().map(|known| known.name).chain(optional);
        let meant = did_you_mean(key, keys());
        let meant = meant.as_deref().unwrap_or(",");
        format!(
            "unknown `{}` setting `{key}`{meant} expected one of: {}",
            P::SECTION,
            list(keys())
        )
    }

    /// Whether it applies to the policy of that name.
    pub(super) fn covers(&self, name: &str) -> bool {
        self.is_for_all || self.spelling.of(name) == self.name
    }

    pub(super) fn is_for_all(&self) -> bool {
        self.is_for_all
    }

    /// Checks its name against the names of the policies.
    pub(super) fn check_name(&self, names: &[&Name], errors: &mut Vec<Error>) {
        let kind = P::KIND;
        let mut wrong = |message| errors.push(Error::new(&self.at, Some(self.path(None)), message));
        if self.is_for_all {
            // A policy named `Default` is no error: a file can configure it by its own name.
            if let Some(name) = names.iter().find(|name| ****name == *DEFAULT) {
                wrong(format!(
                    "`{DEFAULT}` applies to every {kind}, but one is named `{name}` as well: rename that one"
                ));
            }
            return;
        }
        let mut covered = names.iter().filter(|name| self.covers(name));
        match (covered.next(), covered.next()) {
            (Some(one), Some(other)) => wrong(format!(
                "`{}` matches both the {kind} `{one}` and `{other}`: use a file instead",
                self.name
            )),
            (None, _) if !self.is_optional => wrong(self.unknown_name(names)),
            _ => {}
        }
    }

    fn unknown_name(&self, names: &[&Name]) -> String {
        let spelled = || names.iter().map(|name| self.spelling.of(name));
        let meant = did_you_mean(&self.name, spelled());
        let meant = meant.as_deref().unwrap_or(":");
        let there = match names {
            [] => "there is none yet".to_owned(),
            _ => format!("there are {}", list(spelled())),
        };
        format!(
            "no {} is named `{}`{meant} {there}; for one that is built later add `{}`",
            P::KIND,
            self.name,
            self.make_optional()
        )
    }

    /// The text that marks the section as optional, for a message.
    fn make_optional(&self) -> String {
        match self.spelling {
            Spelling::Exact => format!("{OPTIONAL} = true"),
            Spelling::Variable => format!("{}=true", variable(P::SECTION, &self.name, OPTIONAL)),
        }
    }

    fn path(&self, key: Option<&str>) -> String {
        path(P::SECTION, &self.name, key)
    }
}

//! The settings of one kind of policy, by the names that a file gives them.

use std::fmt;

use super::value::{Value, Wrong};
use crate::registry::Policy;

/// A kind of policy that can be configured: it has a section, and a row for each setting.
pub trait Configured: Policy {
    /// What the sections of the kind begin with.
    const SECTION: &'static str;
    /// Its settings.
    const KEYS: &'static [Key<Self>];
}

type Set<P> = fn(&mut <P as Policy>::Settings, &Value) -> Result<(), Wrong>;

/// One setting.
pub struct Key<P: Policy> {
    pub(crate) name: &'static str,
    /// What it takes, for messages.
    takes: &'static str,
    set: Set<P>,
}

impl<P: Policy> Key<P> {
    pub(crate) const fn new(name: &'static str, takes: &'static str, set: Set<P>) -> Self {
        Self { name, takes, set }
    }

    /// Sets it.
    ///
    /// # Errors
    ///
    /// What is wrong with the value, and what it takes.
    pub(crate) fn set(&self, settings: &mut P::Settings, value: &Value) -> Result<(), String> {
        let Self { name, takes, .. } = self;
        (self.set)(settings, value).map_err(|wrong| match wrong {
            Wrong::Form => format!("`{name}` takes {takes}"),
            Wrong::Why(why) => format!("`{name}` {why}"),
            Wrong::Range(range) => range.to_owned(),
        })
    }
}

impl<P: Policy> fmt::Debug for Key<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.name).finish()
    }
}

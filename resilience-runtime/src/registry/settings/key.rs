//! The keys by which a configuration sets the settings of a policy.

use std::fmt;

use super::value::{Value, Wrong};
use crate::registry::Policy;

/// A kind of policy that can be configured.
pub trait Configured: Policy {
    /// The first part of its sections, such as `circuit_breaker`.
    const SECTION: &'static str;
    /// Its keys, one for each setting.
    const KEYS: &'static [Key<Self>];
}

type Set<P> = fn(&mut <P as Policy>::Settings, &Value) -> Result<(), Wrong>;

/// The key of one setting.
pub struct Key<P: Policy> {
    pub(crate) name: &'static str,
    /// The kind of value that it takes, with an example, for messages.
    takes: &'static str,
    set: Set<P>,
}

impl<P: Policy> Key<P> {
    pub(crate) const fn new(name: &'static str, takes: &'static str, set: Set<P>) -> Self {
        Self { name, takes, set }
    }

    /// Sets the setting to `value`.
    ///
    /// # Errors
    ///
    /// The error message, if the value has another type or is out of range.
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

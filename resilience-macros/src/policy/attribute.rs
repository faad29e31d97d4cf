//! What is known of an attribute before its settings are read.

use std::fmt;

use proc_macro2::Span;

use super::layer::Policy;
use crate::errors::Errors;
use crate::parse::{Args, Schema};

/// One of our attribute macros.
pub(crate) struct AttributeMacro {
    pub(crate) schema: Schema,
    /// The builder in the runtime that makes the same policy from values that only a call knows.
    pub(crate) builder: Option<&'static str>,
    /// Reads the settings; `None` where an error leaves nothing to go on with. The span is the one of the
    /// attribute's name.
    pub(crate) parse: fn(Span, Args, &mut Errors) -> Option<Box<dyn Policy>>,
}

impl AttributeMacro {
    pub(crate) fn name(&self) -> &'static str {
        self.schema.name
    }
}

impl fmt::Display for AttributeMacro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.name())
    }
}

//! An attribute macro, before its settings are parsed.

use std::fmt;

use proc_macro2::Span;

use super::layer::Policy;
use crate::errors::Errors;
use crate::parse::{Args, Schema};

/// One of our attribute macros: its name, the settings it accepts, and its parser.
pub(crate) struct AttributeMacro {
    pub(crate) schema: Schema,
    /// The runtime's builder of the same policy, for values that are known only in a call.
    pub(crate) builder: Option<&'static str>,
    /// Parses the settings. Returns `None` if an error leaves no usable policy. The span is that of the
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

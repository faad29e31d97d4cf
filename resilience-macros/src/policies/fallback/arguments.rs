//! Checks the arguments that a fallback needs.

use proc_macro2::Ident;
use quote::ToTokens;

use crate::errors::Errors;
use crate::function::{Function, Parameter};

/// The most arguments that `fallback(path)` passes on.
const MOST_ARGUMENTS: usize = 12;

/// Checks that `fallback(path)` can pass on every argument by its name.
pub(super) fn check_forwarded_arguments(
    function: &Function,
    path: &impl ToTokens,
    errors: &mut Errors,
) {
    for parameter in function.parameters() {
        if let Parameter::Unnamed(pattern) = parameter {
            errors.on(
                pattern,
                "`fallback(path)` passes the arguments on, so give this one a name; \
                 or write `fallback(path(…))` and choose the arguments",
            );
        }
    }
    if function.sig.inputs.len() > MOST_ARGUMENTS {
        errors.on(path, "a `fallback(path)` passes on at most 12 arguments, write `fallback(path(…))` and choose them");
    }
}

/// Checks that every argument can be part of the key, if `key` is not set.
pub(super) fn check_key_arguments(function: &Function, stale: &Ident, errors: &mut Errors) {
    for parameter in function.parameters() {
        match parameter {
            Parameter::Named(..) => {}
            Parameter::Receiver(_) => errors.on(
                stale,
                "`stale` on a method needs `key`, or one instance would be served the value of another; \
                 write `key = (self.id, …)`, or `key = ()` if one value is right for all",
            ),
            Parameter::Unnamed(pattern) => errors.on(
                pattern,
                "`stale` remembers a value under all arguments, so give this one a name; \
                 or choose with `key = (…)`",
            ),
        }
    }
}

/// Reports an argument named `cause`, which the failure in `fallback(path(cause))` hides.
pub(super) fn check_cause_name(function: &Function, errors: &mut Errors) {
    for parameter in function.parameters() {
        if let Parameter::Named(name, _) = parameter {
            if name == "cause" {
                errors.on(
                    name,
                    "the `cause` of the fallback hides this argument, give it another name",
                );
            }
        }
    }
}

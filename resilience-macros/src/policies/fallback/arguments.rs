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
                "`fallback(path)` passes on all arguments, and this one has no name; name it, \
                 or choose the arguments with `fallback(path(…))`",
            );
        }
    }
    if function.sig.inputs.len() > MOST_ARGUMENTS {
        errors.on(
            path,
            "`fallback(path)` passes on at most 12 arguments, choose them with `fallback(path(…))`",
        );
    }
}

/// Checks that every argument can be part of the key, if `key` is not set.
pub(super) fn check_key_arguments(function: &Function, stale: &Ident, errors: &mut Errors) {
    for parameter in function.parameters() {
        match parameter {
            Parameter::Named(..) => {}
            Parameter::Receiver(_) => errors.on(
                stale,
                "`stale` on a method needs `key`, or one instance could get the value of another; \
                 write `key = (self.id, …)`, or `key = ()` if all instances share one value",
            ),
            Parameter::Unnamed(pattern) => errors.on(
                pattern,
                "`stale` uses all arguments as its key, and this one has no name; name it, \
                 or write `key = (…)`",
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
                    "the `cause` of the fallback hides this argument, rename the argument",
                );
            }
        }
    }
}

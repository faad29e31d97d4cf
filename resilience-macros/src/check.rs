//! Checks the layers against each other and against the function.

mod function;
mod order;
mod variables;

use proc_macro2::Ident;

use crate::errors::Errors;
use crate::function::{Function, Parameter};
use crate::policy::{Layer, Position, generics, unseen};
use crate::words::nearest;

pub(crate) use function::{function, no_function};
pub(crate) use variables::refuse_variables;

/// Checks the layers against each other and against the function.
pub(crate) fn layers(function: &Function, layers: &[Layer], errors: &mut Errors) {
    order::order(layers, errors);
    let generics = generics(&function.sig);
    for (index, layer) in layers.iter().enumerate() {
        let position = Position {
            function,
            layers,
            index,
        };
        layer.policy.check(&position, errors);
        if let Some(word) = unseen(&layer.policy.registered(), &generics) {
            registered_too_soon(&word, errors);
        }
        for name in layer.policy.clones() {
            clones(name, function, errors);
        }
    }
}

/// Checks that an argument to clone is one of the function's.
fn clones(name: &Ident, function: &Function, errors: &mut Errors) {
    let names = function.parameters().filter_map(|it| match it {
        Parameter::Named(name, _) => Some(name),
        Parameter::Receiver(_) | Parameter::Unnamed(_) => None,
    });
    let names: Vec<_> = names.collect();
    if names.contains(&name) {
        return;
    }
    let names: Vec<_> = names.into_iter().map(ToString::to_string).collect();
    let meant = nearest(&name.to_string(), names.iter().map(String::as_str));
    let meant = meant.map(|meant| format!(", did you mean `{meant}`?"));
    errors.on(
        name,
        format_args!(
            "`{}` has no argument named `{name}` to clone{}",
            function.sig.ident,
            meant.unwrap_or_default()
        ),
    );
}

/// A policy that others may look up is there before any call, and so before any type is chosen.
fn registered_too_soon(word: &Ident, errors: &mut Errors) {
    if word == "Self" {
        errors.on(
            word,
            "a setting cannot name `Self`: the policy is there before the first call; write the type's name",
        );
    } else {
        errors.on(
            word,
            format_args!(
                "a setting cannot name `{word}`: the policy is there before the first call, one for all; \
                 name a constant outside"
            ),
        );
    }
}

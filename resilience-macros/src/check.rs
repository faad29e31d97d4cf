//! Checks the layers against each other and against the function.

mod function;
mod order;
mod variables;

use proc_macro2::Ident;

use crate::errors::Errors;
use crate::function::{Function, Parameter};
use crate::policy::{Layer, Position, find_generic, generic_parameters};
use crate::suggest::nearest;

pub(crate) use function::{function, not_a_function};
pub(crate) use variables::reject_variables;

/// Checks each layer, and the order of all.
pub(crate) fn layers(function: &Function, layers: &[Layer], errors: &mut Errors) {
    order::order(layers, errors);
    let generics = generic_parameters(&function.sig);
    for (index, layer) in layers.iter().enumerate() {
        let position = Position {
            function,
            layers,
            index,
        };
        layer.policy.check(&position, errors);
        if let Some(word) = find_generic(&layer.policy.registered_expressions(), &generics) {
            generic_in_registered_policy(&word, errors);
        }
        for name in layer.policy.cloned_arguments() {
            clones(name, function, errors);
        }
    }
}

/// Checks that `name` in `clone(…)` is an argument of the function.
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
    let suggestion = nearest(&name.to_string(), names.iter().map(String::as_str));
    let suggestion = suggestion.map(|suggestion| format!(", did you mean `{suggestion}`?"));
    errors.on(
        name,
        format_args!(
            "`{}` has no argument named `{name}` to clone{}",
            function.sig.ident,
            suggestion.unwrap_or_default()
        ),
    );
}

/// Reports `Self` or a generic parameter in a setting of a registered policy.
///
/// Such a policy exists before the first call, and so before any type is chosen.
fn generic_in_registered_policy(word: &Ident, errors: &mut Errors) {
    if word == "Self" {
        errors.on(
            word,
            "a setting cannot use `Self`, since it is evaluated before the first call; write the name of the type",
        );
    } else {
        errors.on(
            word,
            format_args!(
                "a setting cannot use `{word}`, since all instances of the function share the policy; \
                 use a constant outside the function"
            ),
        );
    }
}

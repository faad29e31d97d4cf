//! Checks the layers against each other and against the function.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Ident, Type};

use crate::arguments;
use crate::errors::Errors;
use crate::form::{Form, ungrouped};
use crate::function::{Function, Parameter};
use crate::kind::Kind;
use crate::layer::{Handler, Layer, Policy, generics, unseen};

/// The most arguments that `fallback(path)` passes on.
const MOST_ARGUMENTS: usize = 12;

/// Checks what a function must be for any of our attributes.
pub(crate) fn function(first: Kind, function: &Function, errors: &mut Errors) {
    if function.is_expanded() {
        // Another of ours has expanded without seeing this one.
        errors.at(
            Span::call_site(),
            format_args!(
                "the other resilience attributes of this function cannot see this {first}: \
                 a renamed import is not recognised, write `#[{name}]` or `#[resilience::{name}]`; \
                 if the dependency is renamed, say `crate = ::path` in each",
                name = first.name()
            ),
        );
        return;
    }
    if let Some(constness) = &function.sig.constness {
        errors.on(
            constness,
            format_args!("{first} cannot stand on a `const fn`"),
        );
    }
    if matches!(function.form, Form::Sync) {
        let test = function.attrs.iter().any(|attr| {
            attr.path()
                .segments
                .last()
                .is_some_and(|it| it.ident == "test")
        });
        let message = if test {
            format!(
                "`#[tokio::test]` above {first} has made this a plain `fn`; put it below `#[{}]`",
                first.name()
            )
        } else {
            format!(
                "{first} needs an `async fn`, write `async fn {}`; if it is one, an attribute above has \
                 rewritten it (as `#[tokio::main]` does), and goes below `#[{}]`",
                function.sig.ident,
                first.name()
            )
        };
        errors.on(function.sig.fn_token, message);
        return;
    }
    if function.body.is_none() {
        errors.on(
            &function.sig,
            format_args!(
                "{first} needs a function with a body; put it on the method in the `impl`"
            ),
        );
        return;
    }
    let message = format_args!("{first} needs a function that returns a `Result<T, E>`");
    match function.output() {
        None => errors.on(&function.sig.ident, message),
        Some(output) if is_no_result(output) => errors.on(output, message),
        Some(_) => {}
    }
}

/// Checks the layers against each other and against the function.
pub(crate) fn layers(function: &Function, layers: &[Layer], errors: &mut Errors) {
    once_each(layers, errors);
    let generics = generics(&function.sig);
    for (place, layer) in layers.iter().enumerate() {
        match &layer.policy {
            Policy::Fallback(fallback) => {
                if place > 0 {
                    errors.at(
                        layer.span,
                        "`fallback` must stand on top of the other attributes, move it up",
                    );
                }
                let nothing =
                    !layers.iter().any(Layer::rejects) && fallback.on != crate::layer::On::Error;
                if nothing && place == 0 {
                    errors.at(
                        layer.span,
                        "no attribute below this `fallback` rejects a call; write `on = error` to answer errors",
                    );
                }
                match &fallback.handler {
                    Handler::Path(path) => passes_on(function, path, errors),
                    Handler::Call { cause: true, .. } => hides_cause(function, errors),
                    Handler::Call { cause: false, .. } => {}
                }
            }
            Policy::Retry(_) => {
                arguments::changed(function, errors);
                arguments::lent_out(function, errors);
            }
            Policy::CircuitBreaker(_)
            | Policy::Bulkhead(_)
            | Policy::RateLimit(_)
            | Policy::Timeout(_) => {}
        }
        if let Some(word) = unseen(&layer.registered(), &generics) {
            registered_too_soon(&word, errors);
        }
        for name in layer.clones() {
            let known = function
                .parameters()
                .any(|it| matches!(it, Parameter::Named(known, _) if known == name));
            if !known {
                errors.on(
                    name,
                    format_args!(
                        "`{}` has no argument named `{name}` to clone",
                        function.sig.ident
                    ),
                );
            }
        }
    }
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

fn once_each(layers: &[Layer], errors: &mut Errors) {
    let mut seen: Vec<Kind> = Vec::new();
    for layer in layers {
        let before = seen.iter().filter(|kind| **kind == layer.kind).count();
        let retry_between = || {
            let first = seen.iter().position(|kind| *kind == Kind::Timeout);
            first.is_some_and(|first| seen[first..].contains(&Kind::Retry))
        };
        match (layer.kind, before) {
            (_, 0) => {}
            (Kind::Timeout, 1) if retry_between() => {}
            (Kind::Timeout, 1) => errors.at(
                layer.span,
                "two `timeout`s need a `retry` between them: one limits the whole call, one each attempt; \
                 remove one",
            ),
            (Kind::Timeout, _) => errors.at(
                layer.span,
                "at most two `timeout`s: one above `retry` for the whole call, one below for each attempt",
            ),
            (kind, _) => errors.at(layer.span, format_args!("{kind} stands twice on this function, remove one")),
        }
        seen.push(layer.kind);
    }
}

/// `fallback(path)` passes every argument on by its name.
fn passes_on(function: &Function, path: &impl ToTokens, errors: &mut Errors) {
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

/// In `fallback(path(cause))` the cause is meant, and an argument of that name is hidden by it.
fn hides_cause(function: &Function, errors: &mut Errors) {
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

/// Whether a type is no `Result` by its looks alone. Of a name, rustc knows more than we do.
fn is_no_result(output: &Type) -> bool {
    match ungrouped(output) {
        Type::Tuple(_)
        | Type::Reference(_)
        | Type::Never(_)
        | Type::Array(_)
        | Type::Slice(_)
        | Type::Ptr(_) => true,
        Type::Path(path) if path.path.segments.len() == 1 => {
            path.path.segments.last().is_some_and(|it| {
                let name = it.ident.to_string();
                matches!(
                    name.as_str(),
                    "bool" | "char" | "str" | "String" | "usize" | "isize" | "Option" | "Vec"
                ) || (name.len() > 1
                    && name.starts_with(['u', 'i', 'f'])
                    && name[1..].parse::<u8>().is_ok())
            })
        }
        _ => false,
    }
}

//! Checks the layers against each other and against the function.

mod function;

use proc_macro2::Ident;
use quote::ToTokens;

use crate::arguments;
use crate::errors::Errors;
use crate::function::{Function, Parameter};
use crate::kind::Kind;
use crate::layer::{Handler, Layer, Policy, Timeout, generics, unseen};
use crate::words::nearest;

pub(crate) use function::{function, no_function};

/// The most arguments that `fallback(path)` passes on.
const MOST_ARGUMENTS: usize = 12;

/// Checks the layers against each other and against the function.
pub(crate) fn layers(function: &Function, layers: &[Layer], errors: &mut Errors) {
    once_each(layers, errors);
    if let Some((attempt, whole)) = Timeout::nested(layers) {
        Timeout::fits(attempt, whole, errors);
    }
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
                        fallback.answers_at().unwrap_or(layer.span),
                        "no attribute below this `fallback` rejects a call; write `on = error` to answer errors",
                    );
                }
                match &fallback.handler {
                    Some(Handler::Path(path)) => passes_on(function, path, errors),
                    Some(Handler::Call { cause: true, .. }) => hides_cause(function, errors),
                    Some(Handler::Call { cause: false, .. }) | None => {}
                }
                if let Some(stale) = fallback.stale.as_ref().filter(|it| it.key.is_none()) {
                    makes_key(function, &stale.word, errors);
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
                let names = function.parameters().filter_map(|it| match it {
                    Parameter::Named(name, _) => Some(name.to_string()),
                    Parameter::Receiver(_) | Parameter::Unnamed(_) => None,
                });
                let names: Vec<_> = names.collect();
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

/// Without `key` every argument is part of the key under which a value is remembered.
fn makes_key(function: &Function, stale: &Ident, errors: &mut Errors) {
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

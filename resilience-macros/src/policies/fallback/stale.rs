//! `stale` of a fallback: serving the last good value.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Expr};

use crate::errors::Errors;
use crate::hygiene::{hygienic, respan};
use crate::parse::{Alias, Args, Expression, Schema, Setting, Value, duration, whole_number};
use crate::policy::Context;

static SCHEMA: Schema = Schema {
    name: "stale",
    settings: &[
        Setting::constant("max_age", "a duration: `max_age = 10m`"),
        Setting::not_constant("key", "an expression, or several: `key = (day, currency)`"),
        Setting::constant("max_entries", "a whole number: `max_entries = 1000`"),
    ],
    aliases: &[
        Alias {
            names: &["age", "ttl"],
            setting: "`max_age`",
        },
        Alias {
            names: &["capacity", "max_size"],
            setting: "`max_entries`",
        },
    ],
    takes_bare_value: false,
};

/// The settings of the last good values of a function.
pub(super) struct Stale {
    /// The user's token `stale`.
    pub(super) word: Ident,
    /// The expressions that distinguish calls; `None` means every argument.
    pub(super) key: Option<Vec<Expr>>,
    /// `None` if an error has been reported.
    max_age: Option<Expression>,
    max_entries: Option<Expression>,
}

impl Stale {
    /// Parses `stale = AGE` and its settings, or `stale(max_age = AGE, …)`.
    pub(super) fn parse(args: &mut Args, errors: &mut Errors) -> Option<Self> {
        let call = args.take_call("stale", errors).or_else(|| {
            let word = args.take_flag("stale", errors)?;
            Some((word, TokenStream::new()))
        });
        let (word, age, tokens) = match (call, args.take("stale", errors)) {
            (Some((word, tokens)), None) => (word, None, tokens),
            (None, Some((word, age))) => (word.clone(), Some((word, age)), TokenStream::new()),
            (Some((word, tokens)), Some((again, _))) => {
                errors.on(again, "`fallback` setting `stale` is given twice");
                (word, None, tokens)
            }
            (None, None) => {
                for key in ["key", "max_entries"] {
                    if let Some((key, _)) = args.take(key, errors) {
                        errors.on(
                            &key,
                            format_args!("`{key}` needs `stale`, write `stale = 10m` as well"),
                        );
                    }
                }
                return None;
            }
        };
        if !cfg!(feature = "stale") {
            errors.on(
                &word,
                "`stale` needs the cargo feature `stale`, write `resilience-rs = { version = \"…\", features = [\"stale\"] }`",
            );
        }
        let mut inside = Args::parse(&SCHEMA, tokens, errors);
        let mut setting = |key: &str| match (inside.take(key, errors), args.take(key, errors)) {
            (Some(_), Some((again, _))) => {
                errors.on(
                    again,
                    format_args!("`{key}` is given twice, inside `stale(…)` and outside"),
                );
                None
            }
            (inside, beside) => inside.or(beside).map(|(_, value)| value),
        };
        let (key, max_entries) = (setting("key"), setting("max_entries"));
        let max_age = match age.or_else(|| inside.take("max_age", errors)) {
            Some((key, value)) => duration(&key.to_string(), &value, false, errors),
            None => {
                if !inside.may_be_incomplete() {
                    errors.on(&word, "`stale` needs a maximum age, write `stale = 10m`");
                }
                None
            }
        };
        inside.finish(errors);
        Some(Self {
            word,
            key: key.and_then(|value| match value {
                Value::Expr(key) => Some(parts(&key)),
                Value::Percent(..) => {
                    errors.on(
                        value,
                        "`key` takes an expression, or several: `key = (day, currency)`",
                    );
                    None
                }
            }),
            max_age,
            max_entries: max_entries
                .and_then(|value| whole_number("max_entries", &value, 1, errors)),
        })
    }

    pub(super) fn registered_expressions(&self) -> TokenStream {
        let both = [&self.max_age, &self.max_entries].into_iter().flatten();
        both.filter_map(Expression::unevaluated_tokens)
            .cloned()
            .collect()
    }

    /// Emits the store of values, and the key of this call.
    ///
    /// ```text
    /// static __RESILIENCE_STALE: Stale = { let builder = Stale::lasting(AGE); builder };
    /// submit! { &__RESILIENCE_STALE }
    /// let key = STALE.key(|| ());
    /// let key = key.part(&(day));                // for each part
    /// let key = key.build();
    /// ```
    ///
    /// The key is built before the call, which may consume the arguments.
    pub(super) fn key(&self, cx: &Context<'_>) -> TokenStream {
        let (item, max_age) = (item(), &self.max_age);
        let span = max_age
            .as_ref()
            .map_or_else(Span::call_site, Expression::span);
        let lasting = hygienic!(@span __resilience::Stale::lasting(#max_age));
        let max_entries = self.max_entries.as_ref().map(|it| {
            let span = it.span();
            hygienic!(@span let builder = builder.max_entries(#it);)
        });
        let part = |conditions: &[&Attribute], part: &TokenStream| {
            let span = part.span();
            let part = hygienic!(@span key.part(&(#part)));
            // Arguments such as `_id` are part of the key as well.
            hygienic! {
                #(#conditions)*
                #[allow(clippy::used_underscore_binding)]
                let key = #part;
            }
        };
        let parts: TokenStream = match &self.key {
            Some(key) => key
                .iter()
                .map(|it| part(&[], &it.to_token_stream()))
                .collect(),
            None => cx
                .arguments
                .iter()
                .map(|it| part(&it.conditions, &it.name))
                .collect(),
        };
        hygienic! {
            static #item: __resilience::Stale = {
                let builder = #lasting;
                #max_entries
                builder
            };
            __resilience::submit! { &#item }
            let key = #item.key(|| ());
            #parts
            let key = key.build();
        }
    }

    /// Emits the look-up: a good answer is stored, and for a failure the last good value is returned.
    ///
    /// ```text
    /// let value = STALE.look(key, &answer, judge(&answer, JUDGE) == Some(Verdict::Success));
    /// let Some(value) = value else { return call.leave(answer); };     // without `else`
    /// ```
    ///
    /// Without `else`, a failure without a stored value is returned here, as it would be without a fallback.
    pub(super) fn look(&self, cx: &Context<'_>, leave: Option<&TokenStream>) -> TokenStream {
        let item = item();
        let span = self.word.span();
        let verdicts = cx.judges.iter().map(|judge| judge.own_verdict());
        let is_good = hygienic! {
            true #(&& #verdicts == ::core::option::Option::Some(__resilience::Verdict::Success))*
        };
        let look = hygienic!(@span #item.look(key, &answer, #is_good));
        let leave = leave.map(|leave| {
            let leave = respan(span, leave);
            hygienic! {
                let ::core::option::Option::Some(value) = value else {
                    return #leave;
                };
            }
        });
        hygienic! {
            let value = #look;
            #leave
        }
    }
}

fn item() -> Ident {
    Ident::new("__RESILIENCE_STALE", Span::mixed_site())
}

/// The parts of a key. A tuple is split into its elements, because building it would consume them.
fn parts(key: &Expr) -> Vec<Expr> {
    match key {
        Expr::Tuple(tuple) => tuple.elems.iter().flat_map(parts).collect(),
        Expr::Paren(inner) => parts(&inner.expr),
        Expr::Group(inner) => parts(&inner.expr),
        part => vec![part.clone()],
    }
}

//! `#[circuit_breaker(…)]`

use proc_macro2::TokenStream;
use quote::quote;

use super::predicate::Predicate;
use super::{Context, name, setter};
use crate::errors::Errors;
use crate::parse::{Args, Key, duration_range, whole};
use crate::span::ours;

const KEYS: &[Key] = &[
    ("name", "a string: `name = \"fraud\"`"),
    ("threshold", "a whole number: `threshold = 5`"),
    (
        "cooldown",
        "a duration or a range of two: `cooldown = 30s`, `cooldown = 1s..60s`",
    ),
    ("probes", "a whole number: `probes = 3`"),
    ("when", "a predicate over the error: `when = is_outage`"),
    ("judge", "a predicate over the result: `judge = is_outage`"),
    ("crate", "an absolute path: `crate = ::resilience`"),
];

pub(crate) struct CircuitBreaker {
    name: Option<TokenStream>,
    settings: TokenStream,
    predicate: Predicate,
}

impl CircuitBreaker {
    pub(super) fn parse(mut args: Args, errors: &mut Errors) -> Self {
        let name = name(&mut args, errors);
        let mut settings = TokenStream::new();
        for key in ["threshold", "probes"] {
            let value = args
                .take(key, errors)
                .and_then(|(_, value)| whole(key, &value, 1, errors));
            settings.extend(value.map(|value| setter(key, &value)));
        }
        if let Some((_, value)) = args.take("cooldown", errors) {
            settings.extend(match duration_range("cooldown", &value, errors) {
                Some((first, Some(last))) => setter("growing_cooldown", &quote!(#first, #last)),
                Some((single, None)) => setter("cooldown", &single),
                None => TokenStream::new(),
            });
        }
        let predicate = Predicate::parse(&mut args, errors);
        args.finish(KEYS, errors);
        Self {
            name,
            settings,
            predicate,
        }
    }

    pub(super) fn items(&self, cx: &Context<'_>) -> TokenStream {
        cx.site(
            &cx.item("CIRCUIT_BREAKER"),
            "CircuitBreaker",
            self.name.as_ref(),
            &self.settings,
        )
    }

    /// ```text
    /// match SITE.policy().acquire() {
    ///     Ok(permit) => { let outcome = INNER; permit.settle(VERDICT); outcome }
    ///     Err(rejected) => Err(rejected),
    /// }
    /// ```
    pub(super) fn wrap(&self, cx: &Context<'_>, inner: &TokenStream) -> TokenStream {
        let site = cx.item("CIRCUIT_BREAKER");
        let verdict = self.predicate.verdict(cx, &ours!(outcome));
        ours! {
            match #site.policy().acquire() {
                ::core::result::Result::Ok(permit) => {
                    let outcome = #inner;
                    permit.settle(#verdict);
                    outcome
                }
                ::core::result::Result::Err(rejected) => ::core::result::Result::Err(rejected),
            }
        }
    }

    /// The body as the breaker's permit watches it, so that its panic counts as a failure.
    pub(crate) fn watch(body: &TokenStream) -> TokenStream {
        ours!(permit.watch(#body))
    }
}

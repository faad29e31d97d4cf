//! `#[circuit_breaker(…)]`

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;

use super::predicate::Predicate;
use super::{Context, Item, field, name, plain, rules, setter};
use crate::errors::Errors;
use crate::parse::{Args, Key, duration, duration_range, whole};
use crate::span::ours;

const KEYS: &[Key] = &[
    ("name", "a string: `name = \"fraud\"`"),
    ("threshold", "a whole number: `threshold = 5`"),
    ("failure_rate", "a percentage: `failure_rate = 50%`"),
    ("slow_call", "a duration: `slow_call = 2s`"),
    ("slow_rate", "a percentage: `slow_rate = 80%`"),
    (
        "window",
        "a number of calls or a duration: `window = 100`, `window = 10s`",
    ),
    ("min_calls", "a whole number: `min_calls = 10`"),
    (
        "cooldown",
        "a duration or a range of two: `cooldown = 30s`, `cooldown = 1s..60s`",
    ),
    ("probes", "a whole number: `probes = 3`"),
    ("probe_timeout", "a duration: `probe_timeout = 10s`"),
    ("hung", "a duration: `hung = 10s`"),
    ("when", "a predicate over the error: `when = is_outage`"),
    ("judge", "a predicate over the result: `judge = is_outage`"),
    ("crate", "an absolute path: `crate = ::resilience`"),
];

pub(crate) struct CircuitBreaker {
    name: Option<TokenStream>,
    settings: TokenStream,
    pub(super) predicate: Predicate,
}

impl CircuitBreaker {
    pub(super) fn parse(mut args: Args, errors: &mut Errors) -> Self {
        let name = name(&mut args, errors);
        let mut settings = TokenStream::new();
        if let Some((_, value)) = args.take("probes", errors) {
            let probes = whole("probes", &value, 1, errors);
            settings.extend(probes.map(|probes| plain("probes", &value, &probes)));
        }
        let [probe_timeout, hung] = ["probe_timeout", "hung"].map(|key| args.take(key, errors));
        for (key, setting) in [("probe_timeout", &probe_timeout), ("hung", &hung)] {
            let limit = setting
                .as_ref()
                .and_then(|(_, value)| duration(key, value, false, errors));
            settings.extend(limit.map(|limit| setter(key, &limit)));
        }
        if let Some((_, value)) = args.take("cooldown", errors) {
            settings.extend(match duration_range("cooldown", &value, errors) {
                Some((first, Some(last))) => setter("cooldown", &quote!(#first, #last)),
                Some((single, None)) if value.is_written_out() => {
                    let span = single.span();
                    let same = field("max_cooldown", &ours!(@span settings.cooldown));
                    let single = field("cooldown", &single);
                    quote!(#single #same)
                }
                Some((single, None)) => setter("fixed_cooldown", &single),
                None => TokenStream::new(),
            });
        }
        let predicate = Predicate::parse(&mut args, errors);
        settings.extend(rules::parse(&mut args, hung.as_ref(), errors));
        args.finish(KEYS, errors);
        Self {
            name,
            settings,
            predicate,
        }
    }

    pub(super) fn registered(&self) -> TokenStream {
        let Self { name, settings, .. } = self;
        quote!(#name #settings)
    }

    pub(super) fn item(&self, cx: &Context<'_>) -> Item {
        let (ty, value) = cx.site("CircuitBreaker", self.name.as_ref(), &self.settings);
        Item::Shared { ty, value }
    }

    /// ```text
    /// INNER
    /// call.settle(VERDICT);                              // or `settled(&answer)`, where an error is a failure
    /// ```
    pub(super) fn wrap(&self, inner: &TokenStream) -> TokenStream {
        let settle = match &self.predicate {
            Predicate::None => ours!(call.settled(&answer)),
            predicate => {
                let verdict = predicate.verdict(&ours!(&answer));
                ours!(call.settle(#verdict))
            }
        };
        ours! {
            #inner
            #settle;
        }
    }
}

//! `#[circuit_breaker(…)]`

use proc_macro2::TokenStream;
use quote::quote;

use super::predicate::Predicate;
use super::{Context, Item, Set, name, rules, unknown};
use crate::errors::Errors;
use crate::parse::{Args, Expression, Key, duration, duration_range, whole};
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
    name: Option<Expression>,
    settings: Vec<Set>,
    pub(super) predicate: Predicate,
}

impl CircuitBreaker {
    pub(super) fn parse(mut args: Args, errors: &mut Errors) -> Self {
        let name = name(&mut args, errors);
        let mut settings = Vec::new();
        if let Some((_, value)) = args.take("probes", errors) {
            let probes = whole("probes", &value, 1, errors);
            settings.extend(probes.map(|probes| Set::field("probes", probes)));
        }
        let [probe_timeout, hung] = ["probe_timeout", "hung"].map(|key| args.take(key, errors));
        for (key, setting) in [("probe_timeout", &probe_timeout), ("hung", &hung)] {
            let limit = setting
                .as_ref()
                .and_then(|(_, value)| duration(key, value, false, errors));
            settings.extend(limit.map(|limit| Set::Checked(key, limit)));
        }
        if let Some((_, value)) = args.take("cooldown", errors) {
            match duration_range("cooldown", &value, errors) {
                Some((first, Some(last))) => {
                    let both = quote!(#first, #last);
                    let span = first.span().join(last.span()).unwrap_or(first.span());
                    let both = match first.unknown().or(last.unknown()) {
                        None => Expression::made(span, both),
                        Some(_) => Expression::only_rustc_knows(span, both),
                    };
                    settings.push(Set::Checked("cooldown", both));
                }
                Some((single, None)) if single.unknown().is_none() => {
                    let span = single.span();
                    let same = Expression::made(span, ours!(@span settings.cooldown));
                    settings.push(Set::Field("cooldown", single));
                    settings.push(Set::Field("max_cooldown", same));
                }
                Some((single, None)) => settings.push(Set::Checked("fixed_cooldown", single)),
                None => {}
            }
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
        unknown(self.name.as_ref(), &self.settings)
    }

    pub(super) fn item(&self, cx: &Context<'_>) -> Item {
        cx.policy(
            ["CircuitBreaker", "circuit_breaker"],
            self.name.as_ref(),
            &self.settings,
        )
    }
}

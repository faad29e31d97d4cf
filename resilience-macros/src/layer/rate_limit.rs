//! `#[rate_limit(…)]`

use proc_macro2::{Span, TokenStream};

use super::{Context, Item, Set, name, unknown};
use crate::errors::Errors;
use crate::parse::{Args, Expression, Key, duration, whole};

const KEYS: &[Key] = &[
    ("name", "a string: `name = \"fraud\"`"),
    ("max", "a whole number: `max = 100`"),
    ("per", "a duration: `per = 1s`"),
    ("burst", "a whole number: `burst = 20`"),
    ("wait", "a duration: `wait = 200ms`"),
    ("crate", "an absolute path: `crate = ::resilience`"),
];

pub(crate) struct RateLimit {
    name: Option<Expression>,
    settings: Vec<Set>,
}

impl RateLimit {
    pub(super) fn parse(span: Span, mut args: Args, errors: &mut Errors) -> Self {
        let name = name(&mut args, errors);
        let mut settings = Vec::new();
        let (mut missing, mut given) = (Vec::new(), None);
        for key in ["max", "per", "burst", "wait"] {
            let Some((word, value)) = args.take(key, errors) else {
                if matches!(key, "max" | "per") {
                    missing.push(key);
                }
                continue;
            };
            given.get_or_insert(word.span());
            let value = match key {
                "max" | "burst" => whole(key, &value, 1, errors),
                _ => duration(key, &value, key == "wait", errors),
            };
            settings.extend(value.map(|value| match key {
                "wait" => Set::Field(key, value),
                _ => Set::some(key, value),
            }));
        }
        let incomplete = !missing.is_empty() && (given.is_some() || name.is_none());
        if incomplete && !args.may_hold_more() {
            let missing = missing.join("` and `");
            errors.at(
                given.unwrap_or(span),
                format_args!(
                    "`rate_limit` needs `{missing}`, write `#[rate_limit(max = 100, per = 1s)]`; \
                     or join another by its `name` alone"
                ),
            );
        }
        args.finish(KEYS, errors);
        Self { name, settings }
    }

    pub(super) fn registered(&self) -> TokenStream {
        unknown(self.name.as_ref(), &self.settings)
    }

    pub(super) fn item(&self, cx: &Context<'_>) -> Item {
        cx.policy(
            ["RateLimiter", "rate_limiter"],
            self.name.as_ref(),
            &self.settings,
        )
    }
}

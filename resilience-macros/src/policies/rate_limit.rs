//! `#[rate_limit(…)]`

use proc_macro2::{Span, TokenStream};
use syn::Expr;

use crate::errors::Errors;
use crate::parse::{Alias, Args, Expression, Schema, Setting, duration, whole_number};
use crate::policy::{
    Assignment, AttributeMacro, Context, Declaration, Policy, parse_name, unevaluated_tokens,
};

pub(crate) static MACRO: AttributeMacro = AttributeMacro {
    schema: Schema {
        name: "rate_limit",
        settings: &[
            Setting::NAME,
            Setting::constant("max", "a whole number: `max = 100`"),
            Setting::constant("per", "a duration: `per = 1s`"),
            Setting::constant("burst", "a whole number: `burst = 20`"),
            Setting::constant("wait", "a duration: `wait = 200ms`"),
            Setting::CRATE,
        ],
        aliases: &[
            Alias {
                names: &["calls", "limit", "permits", "rate", "requests"],
                setting: "`max`",
            },
            Alias {
                names: &["duration", "every", "interval", "period", "window"],
                setting: "`per`",
            },
            Alias {
                names: &["max_wait", "timeout"],
                setting: "`wait`",
            },
        ],
        takes_bare_value: false,
    },
    builder: Some("RateLimiter::builder(…)"),
    parse: |span, args, errors| Some(Box::new(RateLimit::parse(span, args, errors))),
};

struct RateLimit {
    name: Option<Expression>,
    settings: Vec<Assignment>,
}

impl RateLimit {
    fn parse(span: Span, mut args: Args, errors: &mut Errors) -> Self {
        let name = parse_name(&mut args, errors);
        let mut settings = Vec::new();
        let (mut missing, mut first_key) = (Vec::new(), None);
        for key in ["max", "per", "burst", "wait"] {
            let Some((key_ident, value)) = args.take(key, errors) else {
                if matches!(key, "max" | "per") {
                    missing.push(key);
                }
                continue;
            };
            first_key.get_or_insert(key_ident.span());
            let value = match key {
                "max" | "burst" => whole_number(key, &value, 1, errors),
                _ => duration(key, &value, key == "wait", errors),
            };
            settings.extend(value.map(|value| match key {
                "wait" => Assignment::Field(key, value),
                _ => Assignment::some(key, value),
            }));
        }
        let incomplete = !missing.is_empty() && (first_key.is_some() || name.is_none());
        if incomplete && !args.may_be_incomplete() {
            let missing = missing.join("` and `");
            errors.at(
                first_key.unwrap_or(span),
                format_args!(
                    "`rate_limit` needs `{missing}`, write `#[rate_limit(max = 100, per = 1s)]`; \
                     or only a `name` to share another's settings"
                ),
            );
        }
        // A rate as other libraries write it: `100 / 1s`.
        while let Some(rate) = args.take_bare_expr(|expr| matches!(expr, Expr::Binary(_))) {
            errors.on(
                rate,
                "`rate_limit` takes a rate as two settings, write `max = 100, per = 1s`",
            );
        }
        args.finish(errors);
        Self { name, settings }
    }
}

impl Policy for RateLimit {
    fn rejects(&self) -> bool {
        true
    }

    fn registered_expressions(&self) -> TokenStream {
        unevaluated_tokens(self.name.as_ref(), &self.settings)
    }

    fn declaration(&self, cx: &Context<'_>) -> Option<Declaration> {
        let item = cx.policy(
            ["RateLimiter", "rate_limiter"],
            self.name.as_ref(),
            &self.settings,
        );
        Some(item)
    }
}

//! `budget = "…"` and `budget(…)` of a retry.

use proc_macro2::TokenStream;

use crate::errors::Errors;
use crate::parse::{
    Alias, Args, Expression, Schema, Setting, Value, duration, float, percent, whole_number,
};
use crate::policy::{Assignment, Context, name_value, parse_name, unevaluated_tokens};

static SCHEMA: Schema = Schema {
    name: "budget",
    settings: &[
        Setting::NAME,
        Setting::constant("ratio", "a percentage: `ratio = 10%`"),
        Setting::constant("window", "a duration: `window = 60s`"),
        Setting::constant("min_per_sec", "a number: `min_per_sec = 0.5`"),
        Setting::constant("burst", "a whole number: `burst = 20`"),
    ],
    aliases: &[
        Alias {
            names: &["percent", "rate"],
            setting: "`ratio`",
        },
        Alias {
            names: &["per", "ttl"],
            setting: "`window`",
        },
        Alias {
            names: &["capacity", "max"],
            setting: "`burst`",
        },
    ],
    takes_bare_value: false,
};

/// A retry budget: a name, settings or both.
pub(super) struct Budget {
    name: Option<Expression>,
    settings: Vec<Assignment>,
}

impl Budget {
    pub(super) fn parse(args: &mut Args, errors: &mut Errors) -> Option<Self> {
        let call = args.take_call("budget", errors);
        if let Some((key, value)) = args.take("budget", errors) {
            if call.is_some() {
                errors.on(&key, "`retry` setting `budget` is given twice");
            }
            let name = name_value("budget", &value, errors)?;
            return Some(Self {
                name: Some(name),
                settings: Vec::new(),
            });
        }
        let (_, tokens) = call?;
        let mut args = Args::parse(&SCHEMA, tokens, errors);
        let name = parse_name(&mut args, errors);
        let mut settings = Vec::new();
        if let Some((_, value)) = args.take("ratio", errors) {
            let ratio = percent("ratio", &value, true, errors);
            settings.extend(ratio.map(|ratio| Assignment::Field("ratio", ratio)));
        }
        let mut set = |key, read: &dyn Fn(&Value, &mut Errors) -> Option<Expression>| {
            let value = args
                .take(key, errors)
                .and_then(|(_, value)| read(&value, errors));
            settings.extend(value.map(|value| Assignment::Checked(key, value)));
        };
        set("window", &|value, errors| {
            duration("window", value, false, errors)
        });
        set("min_per_sec", &|value, errors| {
            float("min_per_sec", value, (0.0, 1e6), errors)
        });
        set("burst", &|value, errors| {
            whole_number("burst", value, 1, errors)
        });
        args.finish(errors);
        Some(Self { name, settings })
    }

    pub(super) fn registered_expressions(&self) -> TokenStream {
        unevaluated_tokens(self.name.as_ref(), &self.settings)
    }

    /// The type and value of the budget, which is declared at the location of its retry.
    pub(super) fn declaration(&self, cx: &Context<'_>) -> (TokenStream, TokenStream) {
        cx.site(
            ["RetryBudget", "retry_budget"],
            self.name.as_ref(),
            &self.settings,
        )
    }
}

//! `#[bulkhead(…)]`

use std::time::Duration;

use proc_macro2::{Span, TokenStream};

use crate::errors::Errors;
use crate::parse::{
    Alias, Args, Expression, Schema, Setting, duration, literal_duration, literal_number,
    whole_number,
};
use crate::policy::{
    Assignment, AttributeMacro, Context, Declaration, Policy, parse_name, unevaluated_tokens,
};

pub(crate) static MACRO: AttributeMacro = AttributeMacro {
    schema: Schema {
        name: "bulkhead",
        settings: &[
            Setting::NAME,
            Setting::constant("max", "a whole number: `max = 10`"),
            Setting::constant("wait", "a duration: `wait = 3s`"),
            Setting::constant("queue", "a whole number: `queue = 100`"),
            Setting::CRATE,
        ],
        aliases: &[
            Alias {
                names: &[
                    "concurrency",
                    "limit",
                    "max_calls",
                    "max_concurrent",
                    "permits",
                ],
                setting: "`max`",
            },
            Alias {
                names: &["max_wait", "timeout"],
                setting: "`wait`",
            },
            Alias {
                names: &["capacity", "max_queue", "queue_size"],
                setting: "`queue`",
            },
        ],
        takes_bare_value: false,
    },
    builder: Some("Bulkhead::builder(…)"),
    parse: |span, args, errors| Some(Box::new(Bulkhead::parse(span, args, errors))),
};

struct Bulkhead {
    name: Option<Expression>,
    settings: Vec<Assignment>,
}

impl Bulkhead {
    fn parse(span: Span, mut args: Args, errors: &mut Errors) -> Self {
        let name = parse_name(&mut args, errors);
        let mut settings = Vec::new();
        let max = args.take("max", errors);
        let (has_max, mut other) = (max.is_some(), None);
        if let Some((_, value)) = max {
            let max = whole_number("max", &value, 1, errors);
            settings.extend(max.map(|max| Assignment::some("max", max)));
        }
        let mut waits = true;
        if let Some((key, value)) = args.take("wait", errors) {
            waits = literal_duration(&value) != Some(Duration::ZERO);
            let wait = duration("wait", &value, true, errors);
            settings.extend(wait.map(|wait| Assignment::Field("wait", wait)));
            other = Some(key);
        }
        if let Some((key, value)) = args.take("queue", errors) {
            if !waits && literal_number(&value) != Some(0) {
                errors.on(
                    &key,
                    "`queue` needs a `wait` above zero: with `wait = 0s` no call waits in the queue",
                );
            }
            let queue = whole_number("queue", &value, 0, errors);
            settings.extend(queue.map(|queue| Assignment::Some("queue", queue)));
            other = Some(key);
        }
        let missing = !has_max && !args.may_be_incomplete();
        args.finish(errors);
        match other {
            Some(key) if missing => errors.on(
                &key,
                format_args!(
                    "`bulkhead` needs `max` with `{key}`, write `max = 10`; or only a `name` to share another's settings"
                ),
            ),
            None if missing && name.is_none() => errors.at(
                span,
                "`bulkhead` needs `max`, write `#[bulkhead(max = 10)]`; or only a `name` to share another's settings",
            ),
            _ => {}
        }
        Self { name, settings }
    }
}

impl Policy for Bulkhead {
    fn rejects(&self) -> bool {
        true
    }

    fn registered_expressions(&self) -> TokenStream {
        unevaluated_tokens(self.name.as_ref(), &self.settings)
    }

    fn declaration(&self, cx: &Context<'_>) -> Option<Declaration> {
        let item = cx.policy(["Bulkhead", "bulkhead"], self.name.as_ref(), &self.settings);
        Some(item)
    }
}

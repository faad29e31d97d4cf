//! `#[bulkhead(…)]`

use std::time::Duration;

use proc_macro2::{Span, TokenStream};

use super::{Context, Item, Set, name, unknown};
use crate::errors::Errors;
use crate::parse::{Args, Expression, Key, duration, length, number, whole};

const KEYS: &[Key] = &[
    ("name", "a string: `name = \"fraud\"`"),
    ("max", "a whole number: `max = 10`"),
    ("wait", "a duration: `wait = 3s`"),
    ("queue", "a whole number: `queue = 100`"),
    ("crate", "an absolute path: `crate = ::resilience`"),
];

pub(crate) struct Bulkhead {
    name: Option<Expression>,
    settings: Vec<Set>,
}

impl Bulkhead {
    pub(super) fn parse(span: Span, mut args: Args, errors: &mut Errors) -> Self {
        let name = name(&mut args, errors);
        let mut settings = Vec::new();
        let max = args.take("max", errors);
        let (max_given, mut other) = (max.is_some(), None);
        if let Some((_, value)) = max {
            let max = whole("max", &value, 1, errors);
            settings.extend(max.map(|max| Set::some("max", max)));
        }
        let mut waits = true;
        if let Some((key, value)) = args.take("wait", errors) {
            waits = length(&value) != Some(Duration::ZERO);
            let wait = duration("wait", &value, true, errors);
            settings.extend(wait.map(|wait| Set::Field("wait", wait)));
            other = Some(key);
        }
        if let Some((key, value)) = args.take("queue", errors) {
            if !waits && number(&value) != Some(0) {
                errors.on(
                    &key,
                    "`queue` needs a `wait`: with `wait = 0s` nobody waits in line",
                );
            }
            let queue = whole("queue", &value, 0, errors);
            settings.extend(queue.map(|queue| Set::Some("queue", queue)));
            other = Some(key);
        }
        let missing = !max_given && !args.may_hold_more();
        args.finish(KEYS, errors);
        match other {
            Some(key) if missing => errors.on(
                &key,
                format_args!(
                    "`bulkhead` needs `max` beside `{key}`, write `max = 10`; or join with `name` alone"
                ),
            ),
            None if missing && name.is_none() => errors.at(
                span,
                "`bulkhead` needs `max`, write `#[bulkhead(max = 10)]`; or join another by its `name`",
            ),
            _ => {}
        }
        Self { name, settings }
    }

    pub(super) fn registered(&self) -> TokenStream {
        unknown(self.name.as_ref(), &self.settings)
    }

    pub(super) fn item(&self, cx: &Context<'_>) -> Item {
        cx.policy(["Bulkhead", "bulkhead"], self.name.as_ref(), &self.settings)
    }
}

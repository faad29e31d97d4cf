//! `#[timeout(…)]`

use proc_macro2::Span;
use quote::quote;

use crate::errors::Errors;
use crate::parse::{Args, Entry, Expression, Schema, called, duration, length};
use crate::policy::{AttributeMacro, Context, Item, Policy, TimeLimit};
use crate::span::ours;

pub(crate) static MACRO: AttributeMacro = AttributeMacro {
    schema: Schema {
        name: "timeout",
        settings: &[],
        aliases: &[],
        takes_bare_value: true,
    },
    builder: Some("Timeout::new(…)"),
    parse: |span, args, errors| {
        let limit = parse(span, args, errors)?;
        Some(Box::new(Timeout { limit }))
    },
};

struct Timeout {
    limit: TimeLimit,
}

fn parse(span: Span, mut args: Args, errors: &mut Errors) -> Option<TimeLimit> {
    let mut length_written = None;
    let limit = match args.take_bare() {
        Some(Entry::Bare(value)) => {
            length_written = length(&value);
            duration("timeout", &value, false, errors)
        }
        Some(Entry::Call { key, args }) => Some(Expression::only_rustc_knows(
            key.span(),
            called(&key, &args),
        )),
        Some(Entry::Setting { .. }) | None => {
            if !args.may_hold_more() {
                errors.at(span, "`timeout` needs its limit, write `#[timeout(5s)]`");
            }
            None
        }
    };
    args.finish_with(
        "`timeout` takes its limit alone, write `#[timeout(5s)]`",
        errors,
    );
    let limit = limit?;
    let length = length_written;
    Some(TimeLimit { limit, length })
}

impl Policy for Timeout {
    fn rejects(&self) -> bool {
        true
    }

    fn time_limit(&self) -> Option<&TimeLimit> {
        Some(&self.limit)
    }

    fn item(&self, cx: &Context<'_>) -> Option<Item> {
        let limit = &self.limit.limit;
        let span = limit.span();
        let site = ours!(@span __resilience::TimeoutSite::new(#limit));
        if cx.is_own(limit.unknown().as_slice()) {
            let path = cx.path;
            return Some(Item::Own(ours!(const { &#site.of(#path) })));
        }
        Some(Item::Shared {
            ty: quote!(__resilience::Timeout),
            site,
            stands: true,
        })
    }
}

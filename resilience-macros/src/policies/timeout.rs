//! `#[timeout(…)]`

use proc_macro2::Span;
use quote::quote;

use crate::errors::Errors;
use crate::hygiene::hygienic;
use crate::parse::{Args, Entry, Expression, Schema, call_tokens, duration, literal_duration};
use crate::policy::{AttributeMacro, Context, Declaration, Policy, TimeLimit};

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
            length_written = literal_duration(&value);
            duration("timeout", &value, false, errors)
        }
        Some(Entry::Call { key, args }) => Some(Expression::unevaluated(
            key.span(),
            call_tokens(&key, &args),
        )),
        Some(Entry::Setting { .. }) | None => {
            if !args.may_be_incomplete() {
                errors.at(span, "`timeout` needs a limit, write `#[timeout(5s)]`");
            }
            None
        }
    };
    args.reject_rest(
        "`timeout` takes only a limit, write `#[timeout(5s)]`",
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

    fn declaration(&self, cx: &Context<'_>) -> Option<Declaration> {
        let limit = &self.limit.limit;
        let span = limit.span();
        let site = hygienic!(@span __resilience::TimeoutSite::new(#limit));
        if cx.is_per_instance(limit.unevaluated_tokens().as_slice()) {
            let path = cx.path;
            return Some(Declaration::PerInstance(
                hygienic!(const { &#site.of(#path) }),
            ));
        }
        Some(Declaration::Shared {
            ty: quote!(__resilience::Timeout),
            site,
            is_unregistered: true,
        })
    }
}

//! The settings of the delays between attempts.

use std::time::Duration;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Expr;

use crate::errors::Errors;
use crate::parse::{Args, Expression, Value, duration, float, literal_duration};
use crate::policy::Assignment;
use crate::suggest::one_of;

/// The runtime's defaults, to detect delays that contradict each other.
const BASE_DELAY: Duration = Duration::from_secs(1);
const MAX_DELAY: Duration = Duration::from_secs(30);

pub(super) struct Delays {
    /// Statements that set the exponential delay.
    pub(super) settings: Vec<Assignment>,
    /// The span at which a constant `base_delay` above `max_delay` is reported.
    pub(super) first: Option<Span>,
    /// The value of `delay`, which replaces the exponential delay.
    pub(super) function: Option<TokenStream>,
}

impl Delays {
    pub(super) fn parse(args: &mut Args, errors: &mut Errors) -> Self {
        let mut settings = Vec::new();
        let delay = args.take("delay", errors);
        let mut first = None;
        let mut lengths = [Some(BASE_DELAY), Some(MAX_DELAY)];
        let mut defaults = [", the default"; 2];
        for (index, key) in ["base_delay", "max_delay"].into_iter().enumerate() {
            let Some((key_ident, value)) = args.take(key, errors) else {
                continue;
            };
            check_excluded_by_delay(&key_ident, delay.is_some(), errors);
            first.get_or_insert(value.span());
            (lengths[index], defaults[index]) = (literal_duration(&value), "");
            let value = duration(key, &value, true, errors);
            settings.extend(value.map(|value| Assignment::Field(key, value)));
        }
        if let (Some(span), [Some(base), Some(max)]) = (first, lengths) {
            if base > max {
                errors.at(
                    span,
                    format_args!(
                        "`base_delay` ({base:?}{}) must not be above `max_delay` ({max:?}{})",
                        defaults[0], defaults[1]
                    ),
                );
            }
        }
        if let Some((key_ident, value)) = args.take("factor", errors) {
            check_excluded_by_delay(&key_ident, delay.is_some(), errors);
            let factor = float("factor", &value, (1.0, f64::INFINITY), errors);
            settings.extend(factor.map(|factor| Assignment::Checked("factor", factor)));
        }

        let (written, default) = match &delay {
            Some(_) => ("delay", ""),
            None => ("base_delay", defaults[0]),
        };
        // The first delay without jitter, if it is a literal.
        let longest = match &delay {
            Some((_, value)) => literal_duration(value),
            None => lengths[0],
        };
        let jitter = Jitter::parse(args, delay.is_some(), errors);
        if let Some(jitter) = &jitter {
            if longest == Some(Duration::ZERO) {
                errors.at(jitter.span, "`jitter` needs a delay above zero");
            }
            let kind = Ident::new(jitter.kind, Span::call_site());
            let kind = quote!(__resilience::Jitter::#kind);
            settings.push(Assignment::Field(
                "jitter",
                Expression::generated(jitter.span, kind),
            ));
        }
        if let Some((_, value)) = args.take("max_elapsed", errors) {
            let first = longest.map(|longest| Jitter::least_of(longest, jitter.as_ref()));
            if let (Some(limit), Some(first)) = (literal_duration(&value), first) {
                // A limit of zero has an error of its own.
                if limit < first && !limit.is_zero() {
                    errors.on(
                        &value,
                        format_args!(
                            "`max_elapsed` ({limit:?}) is shorter than the first delay \
                             ({first:?}{default}); increase it, or reduce `{written}`"
                        ),
                    );
                }
            }
            let limit = duration("max_elapsed", &value, false, errors);
            settings.extend(limit.map(|limit| Assignment::Checked("max_elapsed", limit)));
        }
        let function = delay.and_then(|(_, value)| match &value {
            Value::Expr(expr @ (Expr::Path(_) | Expr::Closure(_))) => Some(quote!(#expr)),
            other => duration("delay", other, true, errors).map(ToTokens::into_token_stream),
        });
        Self {
            settings,
            first,
            function,
        }
    }
}

fn check_excluded_by_delay(key: &Ident, has_delay: bool, errors: &mut Errors) {
    if has_delay {
        errors.on(
            key,
            format_args!(
                "`{key}` cannot be combined with `delay`, which sets the whole delay; remove one"
            ),
        );
    }
}

/// `jitter`, `jitter = full`, `equal` or `decorrelated`.
struct Jitter {
    kind: &'static str,
    span: Span,
}

impl Jitter {
    fn parse(args: &mut Args, has_delay: bool, errors: &mut Errors) -> Option<Self> {
        let flag = args.take_flag("jitter", errors);
        let Some((key, value)) = args.take("jitter", errors) else {
            let kind = "Full";
            return flag.map(|flag| Self {
                kind,
                span: flag.span(),
            });
        };
        if flag.is_some() {
            errors.on(&key, "`retry` setting `jitter` is given twice");
        }
        let word = match &value {
            Value::Expr(Expr::Path(path)) => path.path.get_ident().map(ToString::to_string),
            _ => None,
        };
        let kind = match word.as_deref() {
            Some("full") => "Full",
            Some("equal") => "Equal",
            Some("decorrelated") if has_delay => {
                errors.on(
                    &value,
                    "`decorrelated` jitter is computed from `base_delay`; write `base_delay` instead of `delay`",
                );
                return None;
            }
            Some("decorrelated") => "Decorrelated",
            _ => {
                let word = value.to_token_stream().to_string();
                let kinds = ["full", "equal", "decorrelated"];
                errors.on(&value, one_of("jitter", &word, &kinds));
                return None;
            }
        };
        let span = key.span();
        Some(Self { kind, span })
    }

    /// The shortest first delay that jitter allows.
    fn least_of(delay: Duration, jitter: Option<&Self>) -> Duration {
        match jitter.map(|jitter| jitter.kind) {
            Some("Full") => Duration::ZERO,
            Some("Equal") => delay / 2,
            _ => delay,
        }
    }
}

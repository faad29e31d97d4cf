//! `#[retry(…)]`

use std::time::Duration;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Expr;
use syn::spanned::Spanned;

use super::budget::Budget;
use super::predicate::{Predicate, callable};
use super::{Context, clones, setter};
use crate::errors::Errors;
use crate::kind::Kind;
use crate::parse::{Args, Key, Value, duration, float, length, whole};
use crate::span::ours;

const KEYS: &[Key] = &[
    ("max", "a whole number: `max = 3`"),
    ("base_delay", "a duration: `base_delay = 1s`"),
    ("max_delay", "a duration: `max_delay = 30s`"),
    ("factor", "a number: `factor = 2.0`"),
    (
        "jitter",
        "no value, or one of: `full`, `equal`, `decorrelated`",
    ),
    (
        "delay",
        "a duration or a function of `Attempt`: `delay = 1s`, `delay = my_delay`",
    ),
    ("when", "a predicate over the error: `when = is_passing`"),
    ("judge", "a predicate over the result: `judge = is_passing`"),
    (
        "budget",
        "a name or its settings: `budget = \"fraud\"`, `budget(name = \"fraud\", ratio = 10%)`",
    ),
    ("on_retry", "the path of a function: `on_retry = log_retry`"),
    ("clone", "names of arguments: `clone(order)`"),
    ("crate", "an absolute path: `crate = ::resilience`"),
];

/// The defaults of the runtime, for delays that contradict each other.
const BASE_DELAY: Duration = Duration::from_secs(1);
const MAX_DELAY: Duration = Duration::from_secs(30);

pub(crate) struct Retry {
    settings: TokenStream,
    /// Where a `base_delay` above `max_delay` is reported, if it comes through a constant.
    first_delay: Option<Span>,
    delay: Option<TokenStream>,
    predicate: Predicate,
    budget: Option<Budget>,
    on_retry: Option<TokenStream>,
    pub(super) clones: Vec<Ident>,
}

impl Retry {
    pub(super) fn parse(mut args: Args, private: &TokenStream, errors: &mut Errors) -> Self {
        let mut settings = TokenStream::new();
        let max = args
            .take("max", errors)
            .and_then(|(_, value)| whole("max", &value, 1, errors));
        settings.extend(max.map(|max| setter("max", &max)));

        let delay = args.take("delay", errors);
        let mut first_delay = None;
        let mut lengths = [Some(BASE_DELAY), Some(MAX_DELAY)];
        for (place, key) in ["base_delay", "max_delay"].into_iter().enumerate() {
            let Some((given, value)) = args.take(key, errors) else {
                continue;
            };
            excluded_by_delay(&given, delay.is_some(), errors);
            first_delay.get_or_insert(value.span());
            lengths[place] = length(&value);
            let value = duration(key, &value, true, errors);
            settings.extend(value.map(|value| setter(key, &value)));
        }
        if let (Some(span), [Some(base), Some(max)]) = (first_delay, lengths) {
            if base > max {
                errors.at(
                    span,
                    format_args!("`base_delay` ({base:?}) must not be above `max_delay` ({max:?})"),
                );
            }
        }
        if let Some((given, value)) = args.take("factor", errors) {
            excluded_by_delay(&given, delay.is_some(), errors);
            let factor = float("factor", &value, (1.0, f64::INFINITY), errors);
            settings.extend(factor.map(|factor| setter("factor", &factor)));
        }
        settings.extend(jitter(&mut args, delay.is_some(), private, errors));
        let delay = delay.and_then(|(_, value)| match &value {
            Value::Expr(expr @ (Expr::Path(_) | Expr::Closure(_))) => Some(quote!(#expr)),
            other => duration("delay", other, true, errors),
        });

        let predicate = Predicate::parse(&mut args, errors);
        let budget = Budget::parse(&mut args, private, errors);
        let on_retry = args.take("on_retry", errors);
        let on_retry = on_retry.and_then(|(_, value)| callable("on_retry", &value, errors));
        if delay.is_some() || on_retry.is_some() {
            settings.extend(setter("timed", &TokenStream::new()));
        }
        let clones = clones::parse(&mut args, errors);
        args.finish(KEYS, errors);
        Self {
            settings,
            first_delay,
            delay,
            predicate,
            budget,
            on_retry,
            clones,
        }
    }

    pub(super) fn items(&self, cx: &Context<'_>) -> TokenStream {
        let (Context { private, .. }, settings) = (cx, &self.settings);
        let item = cx.item("RETRY");
        let budget = self.budget.as_ref().map(|budget| budget.items(cx));
        let span = self.first_delay.unwrap_or(cx.span);
        let checked = ours!(@span builder.settings());
        ours! {
            static #item: #private::RetrySettings = {
                let builder = #private::RetryBuilder::declared();
                #settings
                #checked
            };
            #budget
        }
    }

    /// ```text
    /// {
    ///     let mut run = RETRY.begin(BUDGET);
    ///     loop {
    ///         let turn = {
    ///             let outcome = { let order = Clone::clone(&order); INNER };
    ///             match run.after(VERDICT) {
    ///                 Some(mut turn) => {
    ///                     turn.delay(DELAY);
    ///                     turn.hint({ use NoHint as _; Hint(&outcome).retry_after() });
    ///                     turn.tell(&outcome, ON_RETRY);
    ///                     turn
    ///                 }
    ///                 None => break outcome,
    ///             }
    ///         };
    ///         turn.pause().await;
    ///     }
    /// }
    /// ```
    ///
    /// The outcome is gone before the pause: it takes no room there, and need not be `Send`.
    pub(super) fn wrap(&self, cx: &Context<'_>, inner: &TokenStream) -> TokenStream {
        let private = cx.private;
        let settings = cx.item("RETRY");
        let clones = clones::bind(&self.clones);
        let verdict = self.predicate.verdict(cx, &ours!(outcome));
        let budget = self.budget.as_ref().map(|_| Budget::policy(cx));
        let budget = crate::parse::option(budget);
        let delay = self.delay.as_ref().map(|delay| ours!(turn.delay(#delay);));
        let tell = self
            .on_retry
            .as_ref()
            .map(|on_retry| ours!(turn.tell(&outcome, #on_retry);));
        ours! {{
            let mut run = #settings.begin(#budget);
            loop {
                let turn = {
                    let outcome = { #clones #inner };
                    match run.after(#verdict) {
                        ::core::option::Option::Some(mut turn) => {
                            #delay
                            turn.hint({
                                #[allow(unused_imports)]
                                use #private::NoHint as _;
                                #private::Hint(&outcome).retry_after()
                            });
                            #tell
                            turn
                        }
                        ::core::option::Option::None => break outcome,
                    }
                };
                turn.pause().await;
            }
        }}
    }
}

fn excluded_by_delay(key: &Ident, delay_given: bool, errors: &mut Errors) {
    if delay_given {
        errors.on(
            key,
            format_args!("`{key}` and `delay` exclude each other: `delay` is the whole delay"),
        );
    }
}

/// `jitter`, `jitter = full`, `equal` or `decorrelated`.
fn jitter(
    args: &mut Args,
    delay_given: bool,
    private: &TokenStream,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let flag = args.take_flag("jitter", errors);
    let Some((key, value)) = args.take("jitter", errors) else {
        return flag.map(|_| setter("jitter", &quote!(#private::Jitter::Full)));
    };
    if flag.is_some() {
        errors.on(
            &key,
            format_args!("{} setting `jitter` is given twice", Kind::Retry),
        );
    }
    let word = match &value {
        Value::Expr(Expr::Path(path)) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    };
    let kind = match word.as_deref() {
        Some("full") => quote!(Full),
        Some("equal") => quote!(Equal),
        Some("decorrelated") if delay_given => {
            errors.on(
                &value,
                "`decorrelated` jitter grows from `base_delay`, and `delay` excludes that",
            );
            return None;
        }
        Some("decorrelated") => quote!(Decorrelated),
        _ => {
            errors.on(
                &value,
                "`jitter` must be one of: `full`, `equal`, `decorrelated`",
            );
            return None;
        }
    };
    Some(setter("jitter", &quote!(#private::Jitter::#kind)))
}

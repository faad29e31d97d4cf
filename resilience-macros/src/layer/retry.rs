//! `#[retry(…)]`

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use super::budget::Budget;
use super::delays::Delays;
use super::predicate::{Predicate, callable};
use super::{Context, clones, setter};
use crate::errors::Errors;
use crate::parse::{Args, Key, whole};
use crate::span::ours;
use crate::words::one_of;

const KEYS: &[Key] = &[
    ("max", "a whole number: `max = 3`"),
    ("base_delay", "a duration: `base_delay = 1s`"),
    ("max_delay", "a duration: `max_delay = 30s`"),
    ("factor", "a number: `factor = 2.0`"),
    (
        "jitter",
        "no value, or one of: `full`, `equal`, `decorrelated`",
    ),
    ("max_elapsed", "a duration: `max_elapsed = 30s`"),
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
    (
        "on_giveup",
        "the path of a function: `on_giveup = log_giveup`",
    ),
    ("nested", "one of: `on`, `off`"),
    ("clone", "names of arguments: `clone(order)`"),
    ("crate", "an absolute path: `crate = ::resilience`"),
];

pub(crate) struct Retry {
    settings: TokenStream,
    /// Where a `base_delay` above `max_delay` is reported, if it comes through a constant.
    first_delay: Option<Span>,
    delay: Option<TokenStream>,
    pub(super) predicate: Predicate,
    budget: Option<Budget>,
    on_retry: Option<TokenStream>,
    on_giveup: Option<TokenStream>,
    nested: bool,
    pub(super) clones: Vec<Ident>,
}

impl Retry {
    pub(super) fn parse(mut args: Args, private: &TokenStream, errors: &mut Errors) -> Self {
        let mut settings = TokenStream::new();
        let max = args
            .take("max", errors)
            .and_then(|(_, value)| whole("max", &value, 1, errors));
        settings.extend(max.map(|max| setter("max", &max)));

        let delays = Delays::parse(&mut args, private, errors);
        settings.extend(delays.settings);
        let predicate = Predicate::parse(&mut args, errors);
        let budget = Budget::parse(&mut args, private, errors);
        let [on_retry, on_giveup] = ["on_retry", "on_giveup"].map(|key| {
            let listener = args.take(key, errors);
            listener.and_then(|(_, value)| callable(key, &value, errors))
        });
        let nested = nested(&mut args, errors);
        if !nested {
            settings.extend(setter("nested", &quote!(false)));
        }
        if delays.function.is_some() || on_retry.is_some() || on_giveup.is_some() {
            settings.extend(setter("timed", &TokenStream::new()));
        }
        let clones = clones::parse(&mut args, errors);
        args.finish(KEYS, errors);
        Self {
            settings,
            first_delay: delays.first,
            delay: delays.function,
            predicate,
            budget,
            on_retry,
            on_giveup,
            nested,
            clones,
        }
    }

    pub(super) fn registered(&self) -> TokenStream {
        let budget = self.budget.as_ref();
        budget.map(Budget::registered).unwrap_or_default()
    }

    pub(super) fn items(&self, cx: &Context<'_>) -> TokenStream {
        let Context {
            private, function, ..
        } = cx;
        let settings = &self.settings;
        let item = cx.item("RETRY");
        let budget = self.budget.as_ref().map(|budget| budget.items(cx));
        let span = self.first_delay.unwrap_or(cx.span);
        let checked = ours!(@span builder.settings());
        let settings = ours!({
            let builder = #private::RetryBuilder::declared(#function);
            #settings
            #checked
        });
        let settings = cx.settings(&item, &quote!(#private::RetrySettings), &settings);
        ours!(#settings #budget)
    }

    /// What is done when the body is about to run: until then a retry is not sent.
    pub(super) fn before_body(&self) -> TokenStream {
        let sends = self.budget.as_ref().map(|_| ours!(run.send();));
        sends.unwrap_or_default()
    }

    /// The body as an attempt, so that retries inside of it know where they are.
    pub(super) fn watch(&self, cx: &Context<'_>, body: &TokenStream) -> TokenStream {
        let private = cx.private;
        let kind = if self.nested {
            quote!(Nested)
        } else {
            quote!(Sole)
        };
        ours!(#private::attempt::<#private::#kind, _>(#body))
    }

    /// ```text
    /// {
    ///     let mut run = RETRY.begin(BUDGET);
    ///     loop {
    ///         let granted = {
    ///             let outcome = { let order = Clone::clone(&order); INNER };
    ///             let granted = run.after(VERDICT).and_then(|mut turn| {
    ///                 turn.delay(DELAY);
    ///                 turn.hint({ use NoHint as _; Hint(&outcome).retry_after() });
    ///                 turn.grant()
    ///             });
    ///             match granted {
    ///                 Some(granted) => { granted.tell(&outcome, ON_RETRY); granted }
    ///                 None => {
    ///                     run.end(&outcome);
    ///                     run.give_up(&outcome, ON_GIVEUP);
    ///                     break outcome;
    ///                 }
    ///             }
    ///         };
    ///         granted.wait().await;
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
            .map(|on_retry| ours!(granted.tell(&outcome, #on_retry);));
        let give_up = self
            .on_giveup
            .as_ref()
            .map(|on_giveup| ours!(run.give_up(&outcome, #on_giveup);));
        ours! {{
            let mut run = #settings.begin(#budget);
            loop {
                let granted = {
                    let outcome = { #clones #inner };
                    let granted = match run.after(#verdict) {
                        ::core::option::Option::Some(mut turn) => {
                            #delay
                            turn.hint({
                                #[allow(unused_imports)]
                                use #private::NoHint as _;
                                #private::Hint(&outcome).retry_after()
                            });
                            turn.grant()
                        }
                        ::core::option::Option::None => ::core::option::Option::None,
                    };
                    match granted {
                        ::core::option::Option::Some(granted) => {
                            #tell
                            granted
                        }
                        ::core::option::Option::None => {
                            run.end(&outcome);
                            #give_up
                            break outcome;
                        }
                    }
                };
                granted.wait().await;
            }
        }}
    }
}

/// `nested = on` or `off`.
fn nested(args: &mut Args, errors: &mut Errors) -> bool {
    let Some((_, value)) = args.take("nested", errors) else {
        return true;
    };
    let word = value.to_token_stream().to_string();
    if !matches!(word.as_str(), "on" | "off") {
        errors.on(&value, one_of("nested", &word, &["on", "off"]));
    }
    word != "off"
}

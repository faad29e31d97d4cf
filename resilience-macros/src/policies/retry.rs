//! `#[retry(…)]`

mod arguments;
mod budget;
mod delays;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::errors::Errors;
use crate::hygiene::hygienic;
use crate::parse::{Alias, Args, Expression, Schema, Setting, whole_number};
use crate::policy::{
    Assignment, AttributeMacro, Context, Declaration, Policy, Position, Predicate, callable,
    clones_around, parse_clones,
};
use crate::suggest::one_of;
use budget::Budget;
use delays::Delays;

pub(crate) static MACRO: AttributeMacro = AttributeMacro {
    schema: Schema {
        name: "retry",
        settings: &[
            Setting::constant("max", "a whole number: `max = 3`"),
            Setting::constant("base_delay", "a duration: `base_delay = 1s`"),
            Setting::constant("max_delay", "a duration: `max_delay = 30s`"),
            Setting::constant("factor", "a number: `factor = 2.0`"),
            Setting::not_constant(
                "jitter",
                "no value, or one of: `full`, `equal`, `decorrelated`",
            ),
            Setting::constant("max_elapsed", "a duration: `max_elapsed = 30s`"),
            Setting::not_constant(
                "delay",
                "a duration or a function of `Attempt`: `delay = 1s`, `delay = my_delay`",
            ),
            Setting::not_constant("when", "a predicate over the error: `when = is_passing`"),
            Setting::not_constant("judge", "a predicate over the result: `judge = is_passing`"),
            Setting::constant(
                "budget",
                "a name or its settings: `budget = \"fraud\"`, `budget(name = \"fraud\", ratio = 10%)`",
            ),
            Setting::not_constant("on_retry", "the path of a function: `on_retry = log_retry`"),
            Setting::not_constant(
                "on_giveup",
                "the path of a function: `on_giveup = log_giveup`",
            ),
            Setting::not_constant("nested", "one of: `on`, `off`"),
            Setting::CLONE,
            Setting::CRATE,
        ],
        aliases: &[
            Alias {
                names: &[
                    "times",
                    "tries",
                    "retries",
                    "attempts",
                    "max_retries",
                    "max_attempts",
                ],
                setting: "`max` (retries after the first call)",
            },
            Alias {
                names: &[
                    "backoff",
                    "initial_delay",
                    "initial_interval",
                    "interval",
                    "min_delay",
                ],
                setting: "`base_delay`",
            },
            Alias {
                names: &["max_backoff", "max_interval"],
                setting: "`max_delay`",
            },
            Alias {
                names: &["multiplier"],
                setting: "`factor`",
            },
            Alias {
                names: &["deadline", "max_duration", "total_delay"],
                setting: "`max_elapsed`",
            },
            Alias {
                names: &["predicate", "retry_if", "retry_on"],
                setting: "`when`",
            },
            Alias {
                names: &["timeout"],
                setting: "`#[timeout(5s)]` below `#[retry]`",
            },
        ],
        takes_bare_value: false,
    },
    builder: Some("Retry::builder()"),
    parse: |_, args, errors| Some(Box::new(Retry::parse(args, errors))),
};

struct Retry {
    settings: Vec<Assignment>,
    delay: Option<TokenStream>,
    predicate: Predicate,
    budget: Option<Budget>,
    on_retry: Option<TokenStream>,
    on_giveup: Option<TokenStream>,
    clones: Vec<Ident>,
}

impl Retry {
    fn parse(mut args: Args, errors: &mut Errors) -> Self {
        let mut settings = Vec::new();
        if let Some((_, value)) = args.take("max", errors) {
            let max = whole_number("max", &value, 1, errors);
            settings.extend(max.map(|max| Assignment::field("max", max)));
        }

        let delays = Delays::parse(&mut args, errors);
        settings.extend(delays.settings);
        settings.extend(delays.first.map(Assignment::Check));
        let predicate = Predicate::parse(&mut args, errors);
        let budget = Budget::parse(&mut args, errors);
        let [on_retry, on_giveup] = ["on_retry", "on_giveup"].map(|key| {
            let listener = args.take(key, errors);
            listener.and_then(|(_, value)| callable(key, &value, errors))
        });
        if !nested(&mut args, errors) {
            let inside = quote!(__resilience::Inside::ONLY_ATTEMPT);
            settings.push(Assignment::Field(
                "inside",
                Expression::generated(Span::call_site(), inside),
            ));
        }
        if delays.function.is_some() || on_retry.is_some() || on_giveup.is_some() {
            let timed = Expression::generated(Span::call_site(), quote!(true));
            settings.push(Assignment::Field("timed", timed));
        }
        let clones = parse_clones(&mut args, errors);
        args.finish(errors);
        Self {
            settings,
            delay: delays.function,
            predicate,
            budget,
            on_retry,
            on_giveup,
            clones,
        }
    }
}

impl Policy for Retry {
    fn repeats(&self) -> bool {
        true
    }

    fn needs_arguments_again(&self) -> bool {
        true
    }

    fn cloned_arguments(&self) -> &[Ident] {
        &self.clones
    }

    fn registered_expressions(&self) -> TokenStream {
        let budget = self.budget.as_ref();
        budget
            .map(Budget::registered_expressions)
            .unwrap_or_default()
    }

    fn judge(&self) -> Option<&Predicate> {
        self.predicate.as_judge()
    }

    fn check(&self, position: &Position<'_>, errors: &mut Errors) {
        arguments::check_mut_arguments(position.function, errors);
        arguments::check_borrowed_result(position.function, errors);
    }

    fn declaration(&self, cx: &Context<'_>) -> Option<Declaration> {
        let budget = self.budget.as_ref().map(|budget| budget.declaration(cx));
        let unevaluated: Vec<_> = self
            .settings
            .iter()
            .filter_map(Assignment::unevaluated_tokens)
            .collect();
        let is_own = cx.is_per_instance(&unevaluated);
        let settings = &self.settings;
        let settings = hygienic!({
            let mut settings = __resilience::RetrySettings::DEFAULT;
            #(#settings)*
            settings
        });
        if is_own {
            let path = cx.path;
            let settings = hygienic!(const { &#settings.of(#path) });
            return Some(match budget {
                Some(budget) => Declaration::PerInstanceWithBudget { settings, budget },
                None => Declaration::PerInstance(hygienic! {
                    __resilience::RetryLayer { settings: #settings, budget: () }
                }),
            });
        }
        let is_unregistered = budget.is_none();
        let (ty, budget) = budget.unwrap_or_else(|| (quote!(()), quote!(())));
        Some(Declaration::Shared {
            ty: quote!(__resilience::RetryLayer<__resilience::RetrySettings, #ty>),
            site: hygienic!(__resilience::RetryLayer { settings: #settings, budget: #budget }),
            is_unregistered,
        })
    }

    /// Emits the retry loop.
    ///
    /// ```text
    /// let answer = loop {
    ///     INNER
    ///     let hints = {
    ///         use {DisplayHint as _, NoHint as _, RetryAfterHint as _};
    ///         (&HintsOf(&answer)).hints()
    ///     };
    ///     if let Some(answer) = call.again(hints, answer) {   // or `again_by(hints, VERDICT, answer, DELAY, ON_RETRY)`
    ///         call.give_up(&answer, ON_GIVEUP);
    ///         break answer;
    ///     }
    /// };
    /// ```
    ///
    /// `again` drops the answer before the pause, which is part of the next attempt. So the answer takes no
    /// space in the future and need not be `Send`.
    fn repeat(&self, inner: &TokenStream) -> TokenStream {
        let inner = clones_around(&self.clones, inner);
        let again = match (&self.predicate, &self.delay, &self.on_retry) {
            (Predicate::None, None, None) => hygienic!(call.again(hints, answer)),
            (predicate, delay, on_retry) => {
                let verdict = predicate.own_verdict();
                let backoff = || hygienic!(__resilience::Backoff);
                let delay = delay.clone().unwrap_or_else(backoff);
                let no_listener = || hygienic!(__resilience::NoListener);
                let on_retry = on_retry.clone().unwrap_or_else(no_listener);
                hygienic!(call.again_by(hints, #verdict, answer, #delay, #on_retry))
            }
        };
        let give_up = self
            .on_giveup
            .as_ref()
            .map(|on_giveup| hygienic!(call.give_up(&answer, #on_giveup);));
        hygienic! {
            let answer = loop {
                #inner
                let hints = {
                    use __resilience::{DisplayHint as _, NoHint as _, RetryAfterHint as _};
                    (&__resilience::HintsOf(&answer)).hints()
                };
                if let ::core::option::Option::Some(answer) = #again {
                    #give_up
                    break answer;
                }
            };
        }
    }
}

/// Parses `nested = on` or `off`.
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
